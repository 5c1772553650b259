# One image; the first argument is its role: web, worker, beat or migrate.
FROM python:3.11-slim

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 DATA_DIR=/data
RUN useradd --uid 1000 --create-home discoverdaily && install -d -o discoverdaily /data
WORKDIR /app

COPY requirements/base.txt requirements/
RUN pip install --require-hashes -r requirements/base.txt
COPY . .

# The keys of the build are thrown away with its folder; an instance has its own.
RUN mkdir /tmp/build && DATA_DIR=/tmp/build STATIC_ROOT=/app/collected python manage.py collectstatic --no-input \
    && rm -r /tmp/build
ENV STATIC_ROOT=/app/collected

USER discoverdaily
VOLUME /data
EXPOSE 8000
HEALTHCHECK --start-period=20s CMD ["python", "-m", "discoverdaily.run.probe"]
ENTRYPOINT ["python", "-m", "discoverdaily.run"]
CMD ["web"]
