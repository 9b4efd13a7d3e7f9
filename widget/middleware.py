from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase

from widget.altegio.errors import AltegioError
from widget.views.errors import upstream_error


class NoCookiesMiddleware:
    """Nobody here reads a cookie. One left by a neighbour on the same domain would make Django set its own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.META.pop("HTTP_COOKIE", None)
        return self._get_response(request)


class UpstreamErrorMiddleware:
    """Whatever a step could not mend becomes a calm page with the right status."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return upstream_error(request, exception) if isinstance(exception, AltegioError) else None
