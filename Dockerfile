# Build: dependencies by hash, messages and static files. Run: an unprivileged user and nothing that builds.
FROM python:3.13-slim AS build
ENV PIP_NO_CACHE_DIR=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /app
RUN python -m venv /venv
COPY requirements/run.lock requirements/run.lock
RUN /venv/bin/pip install --require-hashes --no-deps -r requirements/run.lock
COPY . .
RUN DESK_VAR=/tmp/build /venv/bin/python -m config.messages compile \
 && DESK_VAR=/tmp/build /venv/bin/python manage.py collectstatic --noinput -v 0 \
 && mkdir -p /data && mv /tmp/build/static /app/static-built && rm -rf /tmp/build

FROM python:3.13-slim
ENV PYTHONUNBUFFERED=1 PATH=/venv/bin:$PATH DESK_VAR=/data DESK_STATIC=/app/static-built
RUN useradd --system --uid 10001 --home /app desk && mkdir -p /data && chown desk /data
COPY --from=build /venv /venv
COPY --from=build /app /app
WORKDIR /app
USER desk
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s CMD ["python", "deploy/healthcheck.py"]
CMD ["gunicorn", "config.wsgi", "--bind", "0.0.0.0:8000", "--workers", "2", "--threads", "4", "--timeout", "90"]
