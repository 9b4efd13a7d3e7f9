"""One line for each request: how it went, and what it cost of the calls that all visitors share."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from widget import metrics
from widget.altegio.tally import Tally
from widget.gateway import tally_of

log = logging.getLogger(__name__)

KNOWN_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
STEPS = ("services", "date", "time", "details", "booking")
"""The funnel, by the names of its routes."""


class RequestLogMiddleware:
    """The line names the route, not the address: that can hold a secret."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        begun = time.perf_counter()
        response = self._get_response(request)
        tally = tally_of(request)
        seconds = time.perf_counter() - begun
        match = request.resolver_match
        route = match.view_name if match else "-"
        location_id = match.kwargs.get("location_id") if match else None
        log.info(
            "%s %s %d",
            request.method,
            route,
            response.status_code,
            extra={
                "method": request.method,
                "route": route,
                "status": response.status_code,
                "ms": round(seconds * 1000),
                "location": location_id if location_id in settings.LOCATIONS else None,
                "upstream": len(tally.sent),
                "upstream_ms": round(tally.seconds * 1000),
                "asked": ",".join(f"{asked.endpoint}:{asked.state}" for asked in tally.asked),
            },
        )
        count(request, response, tally, route, seconds)
        if settings.DEBUG and tally.asked:
            response.headers["Server-Timing"] = _server_timing(tally)
        return response


def count(request: HttpRequest, response: HttpResponseBase, tally: Tally, route: str, seconds: float) -> None:
    """The same for whoever adds up."""
    # Anybody can invent a method, and each would be a series of its own.
    method = request.method if request.method in KNOWN_METHODS else "other"
    metrics.REQUESTS.labels(route, method, response.status_code).inc()
    if response.status_code == HTTPStatus.INTERNAL_SERVER_ERROR:
        metrics.FAULTS.inc()
    metrics.REQUEST_SECONDS.labels(route).observe(seconds)
    for asked in tally.asked:
        metrics.ANSWERS.labels(asked.endpoint, asked.state).inc()
        if asked.endpoint == "book_times" and asked.at is not None:
            metrics.TIMES_AGE.observe(max(0.0, time.time() - asked.at))
    step = route.removeprefix("widget:")
    if step in STEPS and response.status_code == HTTPStatus.OK and request.resolver_match:
        metrics.STEPS.labels(request.resolver_match.kwargs["location_id"], step).inc()


def _server_timing(tally: Tally) -> str:
    """What the browser's developer tools show beside the request."""
    total = f'altegio;dur={tally.seconds * 1000:.1f};desc="{len(tally.sent)} calls"'
    parts = (f"{asked.endpoint};dur={asked.seconds * 1000:.1f};desc={asked.state}" for asked in tally.asked)
    return ", ".join([total, *parts])
