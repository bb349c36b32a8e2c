# A public image plus the CA certificates this host trusts; what `bases.sh` makes with a registry.
ARG IMAGE
FROM ${IMAGE}
ARG PACKAGES=
USER 0
COPY ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
# The package of the same name would otherwise replace the bundle just copied.
RUN if [ -n "${PACKAGES}" ]; then \
      apt-get update -qq && apt-get install -y -qq --no-install-recommends ${PACKAGES} && rm -rf /var/lib/apt/lists/*; \
    fi
COPY ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
ENV SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt \
    PIP_CERT=/etc/ssl/certs/ca-certificates.crt \
    REQUESTS_CA_BUNDLE=/etc/ssl/certs/ca-certificates.crt \
    NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt
