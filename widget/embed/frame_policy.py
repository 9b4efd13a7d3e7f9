"""Who may frame a page, and the rest of the headers that keep it safe.

A middleware by path rather than a decorator on views: an error page leaves no view, and would be refused
by the salon's page just when a visitor needs its text.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from widget.embed.refused_frames import RefusedFrames

LOCATION_PAGE = re.compile(r"/(company/)?(?P<location_id>[0-9]{1,15})(/|$)")
"""Of ours, or the address of one in a link made for Altegio's own widget."""
BUILDER = "/embed/"

CONTENT_POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "require-trusted-types-for": "'script'",
    "trusted-types": "'none'",
}
ALWAYS = {
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
    # SecurityMiddleware sends these two as well, but not with what is answered before its turn.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


class FramePolicyMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response
        self._refused = RefusedFrames()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self._get_response(request)
        ancestors = frame_ancestors(request.path)
        page = LOCATION_PAGE.match(request.path)
        self._refused.note(request, ancestors.split(), str(int(page["location_id"])) if page else "")
        policy = {**CONTENT_POLICY, "frame-ancestors": ancestors or "'none'"}
        if request.path.startswith(BUILDER):
            policy["frame-src"] = "'self'"  # its live view
        response.headers["Content-Security-Policy"] = "; ".join(f"{name} {value}" for name, value in policy.items())
        if response.status_code >= 300 and response.status_code != 304:
            # Without a word some may be kept: 404 and 405, or a 301 to https that leads to itself once a router's
            # word for the scheme was forged.
            response.headers.setdefault("Cache-Control", "no-store")
        for name, value in ALWAYS.items():
            response.headers.setdefault(name, value)
        # For hosts that isolate themselves: COEP lets no frame in that does not send both of these.
        response.headers["Cross-Origin-Embedder-Policy"] = "require-corp"
        response.headers.setdefault("Cross-Origin-Resource-Policy", "cross-origin" if ancestors else "same-origin")
        if ancestors:
            del response.headers["X-Frame-Options"]
        else:
            response.headers["X-Frame-Options"] = "DENY"
        return response


def frame_ancestors(path: str) -> str:
    """The sources that may frame this path, or an empty text where none may."""
    if path == "/":
        return _sources(())
    page = LOCATION_PAGE.match(path)
    location = settings.LOCATIONS.get(int(page["location_id"])) if page else None
    return _sources(location.allowed_origins) if location else ""


def _sources(location_origins: tuple[str, ...]) -> str:
    return " ".join(dict.fromkeys(("'self'", *settings.EMBED_ALLOWED_ORIGINS, *location_origins)))
