# Everything `make test` needs beside the repository, which is mounted. Context: the repository.
ARG BASE
FROM ${BASE}
ARG DINRAIL_VERSION=0.1.0
ARG PIP_INDEX_URL
ARG PIP_EXTRA_INDEX_URL
ARG PIP_TRUSTED_HOST
COPY compose/images/dinrail-install /usr/local/bin/
COPY compose/images/build-requirements.lock /opt/
COPY tests/requirements.lock /opt/src/
RUN dinrail-install --lock /opt/src/requirements.lock && rm -rf /opt/src
ENV PATH=/opt/dinrail/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 HOME=/tmp \
    TESTCONTAINERS_RYUK_DISABLED=true TESTCONTAINERS_HOST_OVERRIDE=127.0.0.1 \
    DINRAIL_CHROMIUM=/usr/bin/chromium
LABEL dinrail.version=${DINRAIL_VERSION}
