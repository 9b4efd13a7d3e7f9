"""``/metrics`` for Prometheus, for whoever has ``METRICS_TOKEN``. With several processes each keeps its numbers in a
folder of its own below the temporary one, and whichever is asked adds them up."""

from __future__ import annotations

import hmac
import os

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from widget.metrics import begin

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""Named by the server config (gunicorn.conf.py) where it starts several processes."""


def metrics(request: HttpRequest) -> HttpResponse:
    """Not there without a token in the settings."""
    if not settings.METRICS_TOKEN:
        return HttpResponse("not found\n", status=404, content_type="text/plain")
    given = request.headers.get("Authorization", "")
    if not hmac.compare_digest(given.encode(), f"Bearer {settings.METRICS_TOKEN}".encode()):
        return HttpResponse(
            "who asks?\n", status=401, content_type="text/plain", headers={"WWW-Authenticate": "Bearer"}
        )
    begin(settings.LOCATIONS)
    return HttpResponse(
        generate_latest(_registry()), content_type=CONTENT_TYPE_LATEST, headers={"Cache-Control": "no-store"}
    )


def _registry() -> CollectorRegistry:
    if FOLDER not in os.environ:
        return REGISTRY
    together = CollectorRegistry()
    MultiProcessCollector(together)  # type: ignore[no-untyped-call]
    return together
