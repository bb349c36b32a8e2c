# What every adapter image starts from: Python, the sdk and its locked packages, and the means to
# install a service on top (dinrail-install). Context: the repository.
ARG BASE=python:3.13-slim-trixie
FROM ${BASE}
ARG DINRAIL_VERSION=0.1.0
ARG PIP_INDEX_URL
ARG PIP_EXTRA_INDEX_URL
ARG PIP_TRUSTED_HOST

RUN groupadd --gid 10001 dinrail && useradd --uid 10001 --gid 10001 --home-dir /tmp --no-create-home dinrail
COPY compose/images/dinrail-install /usr/local/bin/
COPY compose/images/build-requirements.lock /opt/
COPY sdk/requirements.lock /opt/src/sdk/
RUN dinrail-install --lock /opt/src/sdk/requirements.lock
COPY sdk /opt/src/sdk
RUN dinrail-install /opt/src/sdk && rm -rf /opt/src

# What instances keep; an empty volume takes its owner from here.
RUN install -d -o 10001 -g 10001 -m 0700 /var/lib/dinrail

# Parsers of batteries as sources; the image of an adapter installs those it hosts.
COPY plugins /opt/plugins

# One arena: each thread that helped for a moment would else keep megabytes of its own.
ENV PATH=/opt/dinrail/bin:$PATH PYTHONUNBUFFERED=1 HOME=/tmp MALLOC_ARENA_MAX=1
LABEL dinrail.version=${DINRAIL_VERSION}
USER 10001:10001
CMD ["python", "-c", "import dinrail; print('dinrail sdk image')"]
