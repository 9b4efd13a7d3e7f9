from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse

from booking_site.metrics import metrics
from widget.altegio.redis_link import Away
from widget.gateway import ping_redis
from widget.metrics import last_outcomes

KEEP_NONE = {"Cache-Control": "no-store"}


class HealthMiddleware:
    """Answers those who watch the deployment, before host checks and redirects, of which they know nothing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        answer = {"/healthz": alive, "/readyz": ready, "/metrics": metrics}.get(request.path)
        return answer(request) if answer else self._get_response(request)


def alive(request: HttpRequest) -> HttpResponse:
    """The process lives. Depends on nothing, so that an outage elsewhere stops no dyno."""
    return HttpResponse("ok\n", content_type="text/plain", headers=KEEP_NONE)


def ready(request: HttpRequest) -> HttpResponse:
    """Whether this process can do its work: 503 where the Redis that it was given does not answer, since then nothing
    can be booked. How Altegio does is told and changes nothing: another process would do no better."""
    cache = _cache()
    told: dict[str, Any] = {
        "settings": "ok",  # with others the server does not start
        "cache": cache,
        "altegio": {
            endpoint: f"{outcome}, {round(seconds)} s ago" for endpoint, (outcome, seconds) in last_outcomes().items()
        },
    }
    return JsonResponse(told, status=503 if cache == "away" else 200, headers=KEEP_NONE)


def _cache() -> str:
    """``memory`` where there is no Redis."""
    try:
        return "ok" if ping_redis() else "memory"
    except Away:
        return "away"
