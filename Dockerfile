FROM rust:1.95-bookworm AS build
WORKDIR /source
COPY . .
RUN cargo build --profile dist --locked -p sharedcourt && mkdir /data

# glibc, libgcc and the CA certificates; no shell.
FROM gcr.io/distroless/cc-debian12:nonroot
COPY --from=build /source/target/dist/sharedcourt /usr/local/bin/sharedcourt
COPY --from=build --chown=65532:65532 /data /data
USER 65532:65532
ENV SHAREDCOURT_DATA=/data
EXPOSE 8080 9000
ENTRYPOINT ["/usr/local/bin/sharedcourt"]
CMD ["serve", "--listen", "0.0.0.0:8080"]
