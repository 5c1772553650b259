"""Whether a web server on this machine answers. `python -m discoverdaily.run.probe` is the container's health check."""

import http.client
import sys
from urllib.parse import urlsplit

from discoverdaily import env


def answers(port: int, path: str, host: str = "") -> bool:
    """Whether a GET of `path` at 127.0.0.1:`port` gets a 200; `host` is the name the server expects to be called by."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", path, headers={"Host": host} if host else {})
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    port = env.integer("PORT", 8000, at_least=1, at_most=65535)
    sys.exit(not answers(port, "/healthz", urlsplit(env.text("SITE_URL")).netloc))
