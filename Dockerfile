# Two stages: the first installs what is locked (and nothing that only tests need), the
# second runs it as nobody special. Byte code is made here: the root is read-only there.
FROM python:3.11-slim AS build
WORKDIR /src
COPY requirements.lock pyproject.toml README.md LICENSE ./
COPY monitor monitor
COPY spiders spiders
RUN pip install --no-cache-dir "uv>=0.9,<1" \
 && python -m venv --without-pip /opt/news-monitor \
 && uv pip install --python /opt/news-monitor/bin/python --no-cache --compile-bytecode \
      --verify-hashes --constraint requirements.lock ".[scale,apprise,tracing]"

FROM python:3.11-slim
RUN useradd --system --uid 10001 --home-dir /data monitor \
 && install -d -o monitor -g monitor /data
COPY --from=build /opt/news-monitor /opt/news-monitor
COPY config /etc/news-monitor
ENV PATH=/opt/news-monitor/bin:$PATH \
    NEWS_MONITOR_CONFIG=/etc/news-monitor \
    PYTHONUNBUFFERED=1
USER monitor
# Relative database addresses (sqlite:///data/monitor.db) land in the volume.
WORKDIR /data
VOLUME /data
# The pages listen on 127.0.0.1:8700 until `web.host` and `web.password` are set.
EXPOSE 8700
HEALTHCHECK --interval=60s --start-period=30s CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8700/healthz', timeout=10)"]
ENTRYPOINT ["news-monitor"]
CMD ["run"]
