"""Calm pages for what went wrong: what happened, in a sentence, and the ways on."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from widget.altegio.errors import AltegioError, Busy, MalformedAnswer, Misconfigured, NotFound, Refused, Unreachable
from widget.flow.selection import Selection
from widget.views.addresses import step_url
from widget.views.detour import read_request
from widget.views.facts import page_facts


@dataclass(frozen=True, slots=True)
class ErrorPage:
    key: str
    status: int
    title: str | Promise
    text: str | Promise
    can_retry: bool = True


NOT_FOUND = ErrorPage(
    "not-found", 404, _("There is nothing here"), _("There is no page at this address."), can_retry=False
)
GONE = ErrorPage(
    "not-found",
    404,
    _("This is no longer offered"),
    _("What this link asks for cannot be booked any more."),
    can_retry=False,
)
REQUEST_INVALID = ErrorPage(
    "request-invalid",
    400,
    _("Something is not right with this link"),
    _("We could not read this link."),
    can_retry=False,
)
CROSS_SITE = ErrorPage(
    "cross-site",
    403,
    _("That came from another page"),
    _("To protect you, we only take what is sent from here."),
    can_retry=False,
)
UNAVAILABLE = ErrorPage(
    "unavailable", 503, _("We cannot reach the booking system"), _("Your choice is kept. Please try again in a moment.")
)
BUSY = ErrorPage(
    "busy", 503, _("Many people are booking right now"), _("Your choice is kept. Please try again in a few seconds.")
)
TOO_MANY = ErrorPage(
    "too-many-requests",
    429,
    _("That was a lot at once"),
    _("Your choice is kept. Please wait a little and try again, or call us."),
)
MISCONFIGURED = ErrorPage(
    "misconfigured",
    503,
    _("Online booking is closed for the moment"),
    _("It is not you: something has to be put right on our side."),
)

OUR_FAULT = ErrorPage("unavailable", 500, _("Something broke on our side"), _("It is not you. Please try again."))

UPSTREAM_PAGES: Mapping[type[AltegioError], ErrorPage] = {
    Busy: BUSY,
    Unreachable: UNAVAILABLE,
    MalformedAnswer: UNAVAILABLE,
    NotFound: GONE,
    Misconfigured: MISCONFIGURED,
    Refused: UNAVAILABLE,
}

RETRY_SECONDS = 5


def upstream_error(request: HttpRequest, error: AltegioError) -> HttpResponse:
    """The page for an error that no step could mend. A location that Altegio does not know is the operator's."""
    kind = next(kind for kind in UPSTREAM_PAGES if isinstance(error, kind))
    page = UPSTREAM_PAGES[kind]
    if page is GONE and not hasattr(request, "location"):
        page = MISCONFIGURED
    response = error_response(request, page)
    if page.status == 503:
        seconds = error.retry_after if isinstance(error, Busy) else None
        response.headers["Retry-After"] = str(math.ceil(seconds or RETRY_SECONDS))
    return response


def too_many(request: HttpRequest, seconds: float) -> HttpResponse:
    response = error_response(request, TOO_MANY)
    response.headers["Retry-After"] = str(math.ceil(seconds))
    return response


def error_response(request: HttpRequest, page: ErrorPage) -> HttpResponse:
    context = {
        "page": page,
        "location": getattr(request, "location", None),
        "retry_url": request.get_full_path() if page.can_retry else "",
        # In a frame a browser may tell less of where a form comes from; in a tab of its own it does not.
        "new_tab_url": request.get_full_path() if page is CROSS_SITE else "",
        "start_url": _start_url(request),
        "facts": page_facts("error"),
        # By which the operator finds it in the log. Whoever mistyped an address needs none.
        "reference": getattr(request, "reference", "") if page.status >= HTTPStatus.INTERNAL_SERVER_ERROR else "",
    }
    response = render(request, "widget/error.html", context, status=page.status)
    response.headers["Cache-Control"] = "no-store"
    return response


def _start_url(request: HttpRequest) -> str:
    """The location's first step with what was chosen, where the address names a location that we serve."""
    match = request.resolver_match
    location_id = match.kwargs.get("location_id") if match else None
    try:
        selection, _ = read_request(request)
    except (SuspiciousOperation, MultiPartParserError):
        selection = Selection()
    if location_id not in settings.LOCATIONS:
        return f"{reverse('widget:home')}?{urlencode(selection.kept)}"
    return step_url("services", location_id, replace(selection, slot=""))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_response(request, NOT_FOUND)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_response(request, REQUEST_INVALID)


def body_refused(request: HttpRequest, status: int) -> HttpResponse:
    """Before anything of it was looked at."""
    request._mark_post_parse_error()  # type: ignore[attr-defined]
    return error_response(request, replace(REQUEST_INVALID, status=status))


def cross_site(request: HttpRequest, reason: str = "", exception: Exception | None = None) -> HttpResponse:
    """What CsrfViewMiddleware shows for a POST that is not ours; nothing else here is forbidden."""
    return error_response(request, CROSS_SITE)


def server_error(request: HttpRequest, *args: Any) -> HttpResponse:
    return error_response(request, OUR_FAULT)
