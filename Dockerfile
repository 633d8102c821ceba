FROM rust:1.95-bookworm AS contract
WORKDIR /source
COPY . .
RUN cargo build --profile dist --locked --workspace --example openapi && target/dist/examples/openapi >/openapi.json

FROM node:24-bookworm-slim AS pages
WORKDIR /source
COPY . .
COPY --from=contract /openapi.json /openapi.json
RUN CONTRACT=/openapi.json scripts/web

FROM contract AS build
COPY --from=pages /source/web/dist web/dist
ENV SHAREDCOURT_PAGES=required
RUN cargo build --profile dist --locked --workspace --bins --example openapi && mkdir /data

FROM debian:bookworm-slim
# The newest certificates, not those of one day.
# hadolint ignore=DL3008
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates && rm -rf /var/lib/apt/lists/*
COPY --from=build /source/target/dist/sharedcourt /usr/local/bin/sharedcourt
COPY --from=build --chown=65532:65532 /data /data
USER 65532:65532
ENV SHAREDCOURT__INSTALLATION__DATA=/data
EXPOSE 8080 9000
ENTRYPOINT ["/usr/local/bin/sharedcourt"]
CMD ["serve", "--listen", "0.0.0.0:8080"]
