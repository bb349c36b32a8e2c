# Everything `make test` needs beside the repository, which is mounted. Context: the repository.
ARG BASE
ARG NODE_BASE=node:24-trixie-slim

FROM ${NODE_BASE} AS peers
ARG NPM_CONFIG_REGISTRY
WORKDIR /opt/peers
COPY tests/peers/node/package.json tests/peers/node/package-lock.json tests/peers/node/.npmrc ./
RUN npm ci --ignore-scripts --loglevel=error

# A real Home Assistant in an environment of its own; its pins and ours contradict each other.
FROM ${BASE} AS homeassistant
ARG PIP_INDEX_URL
ARG PIP_EXTRA_INDEX_URL
ARG PIP_TRUSTED_HOST
COPY tests/ha/requirements.lock /opt/
RUN python3 -m venv /opt/homeassistant && \
    SKIP_CYTHON=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore PIP_DISABLE_PIP_VERSION_CHECK=1 \
    /opt/homeassistant/bin/pip install -q --no-deps --require-hashes -r /opt/requirements.lock

FROM ${BASE}
ARG DINRAIL_VERSION=0.1.0
ARG PIP_INDEX_URL
ARG PIP_EXTRA_INDEX_URL
ARG PIP_TRUSTED_HOST
COPY compose/images/dinrail-install /usr/local/bin/
COPY compose/images/build-requirements.lock /opt/
COPY tests/requirements.lock /opt/src/
RUN dinrail-install --lock /opt/src/requirements.lock && rm -rf /opt/src
COPY --from=peers /opt/peers/node_modules /opt/peers/node_modules
COPY --from=homeassistant /opt/homeassistant /opt/homeassistant
ENV NODE_PATH=/opt/peers/node_modules
ENV PATH=/opt/dinrail/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 HOME=/tmp \
    TESTCONTAINERS_RYUK_DISABLED=true TESTCONTAINERS_HOST_OVERRIDE=127.0.0.1 \
    DINRAIL_CHROMIUM=/usr/bin/chromium
LABEL dinrail.version=${DINRAIL_VERSION}
