# Rasa with our components: trains with one command and serves with another.
FROM python:3.10.20-slim-bookworm AS build
RUN pip install --no-cache-dir uv==0.13.9
WORKDIR /app/engine
ENV UV_LINK_MODE=copy UV_COMPILE_BYTECODE=1 UV_PYTHON_DOWNLOADS=never
COPY engine/pyproject.toml engine/uv.lock engine/.python-version ./
RUN uv sync --frozen --no-dev

FROM python:3.10.20-slim-bookworm
RUN apt-get update && apt-get install -y --no-install-recommends libgomp1 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --uid 10001 --no-create-home engine && install -d -o engine /models
COPY --from=build /app/engine/.venv /app/engine/.venv
WORKDIR /app
COPY config.yml domain.yml endpoints.yml ./
COPY data data
COPY tracing tracing
COPY understanding understanding
COPY engine engine
ENV PATH=/app/engine/.venv/bin:$PATH PYTHONPATH=/app PYTHONUNBUFFERED=1 HOME=/tmp \
    RASA_TELEMETRY_ENABLED=false TF_CPP_MIN_LOG_LEVEL=3 SQLALCHEMY_SILENCE_UBER_WARNING=1
USER 10001
CMD ["python", "-m", "engine.serve", "--help"]
