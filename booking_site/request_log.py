"""One line for each request: how it went, and what it cost of the calls that all visitors share."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from widget.altegio.tally import Tally
from widget.gateway import tally_of

log = logging.getLogger(__name__)


class RequestLogMiddleware:
    """The line names the route, not the address: that can hold a secret."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        begun = time.perf_counter()
        response = self._get_response(request)
        tally = tally_of(request)
        log.info(
            "%s %s location=%s %d %.0f ms upstream=%d %.0f ms %s",
            request.method,
            request.resolver_match.view_name if request.resolver_match else "-",
            request.resolver_match.kwargs.get("location_id", "-") if request.resolver_match else "-",
            response.status_code,
            (time.perf_counter() - begun) * 1000,
            len(tally.sent),
            tally.seconds * 1000,
            ",".join(f"{asked.endpoint}:{asked.state}" for asked in tally.asked) or "-",
        )
        if settings.DEBUG and tally.asked:
            response.headers["Server-Timing"] = _server_timing(tally)
        return response


def _server_timing(tally: Tally) -> str:
    """What the browser's developer tools show beside the request."""
    total = f'altegio;dur={tally.seconds * 1000:.1f};desc="{len(tally.sent)} calls"'
    parts = (f"{asked.endpoint};dur={asked.seconds * 1000:.1f};desc={asked.state}" for asked in tally.asked)
    return ", ".join([total, *parts])
