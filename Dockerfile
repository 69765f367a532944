# syntax=docker/dockerfile:1
FROM python:3.13-slim AS build
WORKDIR /src
COPY pyproject.toml README.md ./
COPY sandbox ./sandbox
COPY fixtures ./fixtures
COPY docs/fidelity.md ./docs/fidelity.md
RUN python -m venv /opt/sandbox && \
    /opt/sandbox/bin/pip install --no-cache-dir '.[crypto]'

FROM python:3.13-slim
LABEL org.opencontainers.image.title="ocpplab-sandbox" \
      org.opencontainers.image.description="The OCPPLAB Gateway API on a laptop, offline"
RUN groupadd --system --gid 10001 sandbox && \
    useradd --system --uid 10001 --gid sandbox --home-dir /data --no-create-home sandbox && \
    install --directory --owner=sandbox --group=sandbox --mode=0700 /data
COPY --from=build /opt/sandbox /opt/sandbox
ENV PATH=/opt/sandbox/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    SANDBOX_HOST=0.0.0.0 \
    SANDBOX_PORT=8000 \
    SANDBOX_DATA=/data
USER 10001:10001
WORKDIR /data
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=5s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as r; r.urlopen(f'http://127.0.0.1:{os.environ[\"SANDBOX_PORT\"]}/health', timeout=2)"]
CMD ["ocpplab-sandbox", "serve"]
