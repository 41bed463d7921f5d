# What `caddy` gives, from Debian's package, with the client of the health check.
FROM stand-in/debian:trixie
RUN apt-get update && apt-get install -y --no-install-recommends caddy wget && rm -rf /var/lib/apt/lists/* \
 && mkdir -p /config/caddy /data/caddy /etc/caddy && rm -f /etc/caddy/Caddyfile
WORKDIR /srv
CMD ["caddy", "run", "--config", "/etc/caddy/Caddyfile", "--adapter", "caddyfile"]
