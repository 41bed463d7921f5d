# TLS before the application, as a user of its own that may keep its certificates.
FROM caddy:2.10.2-alpine
RUN mkdir -p /data && chown -R 10003:10003 /data
COPY docker/Caddyfile /etc/caddy/Caddyfile
USER 10003
