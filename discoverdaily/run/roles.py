"""The roles of one image: what each of them starts. `make run` starts the same web server and worker on one machine."""

from discoverdaily import env

ROLES = {
    "web": "serves the pages (WEB_CONCURRENCY processes, WEB_THREADS threads each)",
    "worker": "does what is due (WORKER_THREADS at a time) and ticks the timers; run as many as there is work for",
    "beat": "rings the workers every few seconds; more than one does no harm",
    "migrate": "brings the database up to date, then ends",
}


def web(bind: str) -> list[str]:
    """A module and its arguments: gunicorn at `bind` (host:port).

    One process by default: threads are enough for pages that wait for a database and now and then for Spotify.
    """
    threads = env.integer("WEB_THREADS", 8, at_least=1, at_most=256)
    return [
        *("gunicorn", "discoverdaily.wsgi", "--bind", bind, "--worker-class", "gthread", "--threads", str(threads)),
        *("--graceful-timeout", "3", "--no-control-socket"),
        *("--logger-class", "discoverdaily.run.server_log.ServerLog"),
    ]


def worker() -> list[str]:
    """A module and its arguments: a Celery worker. It mostly waits for Spotify, so its tasks are threads."""
    threads = env.integer("WORKER_THREADS", 4, at_least=1, at_most=256)
    return [
        *("celery", "-A", "discoverdaily", "worker", "--pool", "threads", "--concurrency", str(threads)),
        *("--loglevel", "INFO", "--without-gossip", "--without-mingle", "--without-heartbeat"),
    ]


def beat() -> list[str]:
    """A module and its arguments: the bell."""
    return ["celery", "-A", "discoverdaily", "beat", "--loglevel", "INFO"]
