# What `python:X-slim-SUITE` gives, from this machine's Python: the interpreter under /usr/local, with pip.
ARG SUITE
FROM stand-in/debian:${SUITE}
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates libbz2-1.0 libffi8 \
    liblzma5 libncursesw6 libreadline8 libsqlite3-0 libssl3 libuuid1 zlib1g && rm -rf /var/lib/apt/lists/*
COPY python /usr/local
COPY ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
RUN ldconfig && ln -sf python3 /usr/local/bin/python && python3 -m ensurepip >/dev/null && ln -sf pip3 /usr/local/bin/pip
# How this machine reaches its registries.
ENV SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt PIP_CERT=/etc/ssl/certs/ca-certificates.crt \
    NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt LANG=C.UTF-8
CMD ["python3"]
