# What `valkey/valkey` gives: the server of the version that we lock, and Debian's client.
FROM stand-in/debian:trixie
RUN apt-get update && apt-get install -y --no-install-recommends valkey-tools && rm -rf /var/lib/apt/lists/* \
 && (id valkey >/dev/null 2>&1 || useradd --system valkey) && install -d -o valkey /data
COPY valkey-server /usr/local/bin/valkey-server
WORKDIR /data
VOLUME /data
