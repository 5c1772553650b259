"""What every page's frame knows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def frame(request: HttpRequest) -> dict[str, Any]:
    """`sandbox`: whether the local Spotify stands in, which the demo's ribbon says and uses."""
    return {"sandbox": settings.SANDBOX, "sandbox_url": settings.SANDBOX_URL}
