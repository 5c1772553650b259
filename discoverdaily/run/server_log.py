"""What the web server itself writes: by default no line for a request; whoever asks for those gets them blanked."""

from typing import Any

from gunicorn.glogging import Logger

from discoverdaily.logs import WithoutSecrets


class ServerLog(Logger):  # type: ignore[misc]  # gunicorn is not typed
    """Gunicorn's, for each of its two logs with the filter that all of ours have."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        for log in (self.error_log, self.access_log):
            log.filters = [WithoutSecrets()]  # at the logger: this is done again when the configuration is read anew
