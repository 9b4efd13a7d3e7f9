from __future__ import annotations

import logging
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, UnreadablePostError
from django.http.multipartparser import MultiPartParserError

from widget.altegio.errors import AltegioError, Busy
from widget.altegio.redis_link import Away
from widget.views.errors import bad_request, body_refused, too_many, upstream_error
from widget.views.limited import TooMany

log = logging.getLogger(__name__)

OF_BOOKINGS = ("widget:book", "widget:booking", "widget:calendar", "widget:cancel")
"""The routes whose addresses name a booking, or make one."""


class NoCookiesMiddleware:
    """Nobody here reads a cookie. One left by a neighbour on the same domain would make Django set its own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.META.pop("HTTP_COOKIE", None)
        return self._get_response(request)


class HeadMiddleware:
    """No body where none is wanted: gunicorn would drop it too, with a line in the log for each probe."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self._get_response(request)
        if request.method == "HEAD" and isinstance(response, HttpResponse):
            response.headers.setdefault("Content-Length", str(len(response.content)))
            response.content = b""
        return response


class WholeBodyMiddleware:
    """Takes no body that is larger than any form of ours, and none that was cut short: half a form must not book."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self._get_response(request)

    def process_view(self, request: HttpRequest, *_: object) -> HttpResponse | None:
        """Once it is known which page it is for: the refusal leads back there."""
        told = request.META.get("CONTENT_LENGTH") or "0"
        length = int(told) if told.isascii() and told.isdecimal() else 0
        if length > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            return body_refused(request, 413)
        if length and _received(request) < length:
            return body_refused(request, 408)
        try:
            request.POST.keys()  # reads it, before anybody needs it
        except MultiPartParserError as unreadable:
            return bad_request(request, unreadable)
        return None


def _received(request: HttpRequest) -> int:
    try:
        return len(request.body)
    except UnreadablePostError:
        return 0


class NotIndexedMiddleware:
    """A booking is for whoever made it: search engines are told so even where an answer is no page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self._get_response(request)
        if request.resolver_match and request.resolver_match.view_name in OF_BOOKINGS:
            response.headers["X-Robots-Tag"] = "noindex"
        return response


class UpstreamErrorMiddleware:
    """Whatever a step could not mend becomes a calm page with the right status."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, AltegioError):
            return upstream_error(request, exception)
        if isinstance(exception, Away):
            # Bookings and codes need the memory that all processes share: without it nothing is sent.
            return upstream_error(request, Busy())
        if isinstance(exception, TooMany):
            return too_many(request, exception.seconds)
        if not isinstance(exception, Http404 | SuspiciousOperation):
            route = request.resolver_match.view_name if request.resolver_match else "no route"
            log.error("%s failed", route, exc_info=exception)
        return None
