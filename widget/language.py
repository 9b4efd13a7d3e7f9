"""Which language a page is in: ``?lang=``, else what the browser prefers. Never a cookie."""

from __future__ import annotations

from collections.abc import Callable

from babel import Locale, UnknownLocaleError
from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponseBase
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation.trans_real import parse_accept_lang_header

REGIONS = {"en": "en_GB"}
"""Where the bare language would bring another country's way of writing dates than most of its readers have."""
WORDLESS = ("text/css", "text/javascript", "text/plain", "image/")
"""Types of what is the same in every language."""


class LanguageMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        asked = _supported(_parameter(request, "lang"))
        with translation.override(asked or _preferred(request)):
            response = self._get_response(request)
            if response.headers.get("Content-Type", "").startswith(WORDLESS):
                return response
            response.headers.setdefault("Content-Language", translation.get_language() or settings.LANGUAGE_CODE)
        if not asked:
            patch_vary_headers(response, ["Accept-Language"])
        return response


def _preferred(request: HttpRequest) -> str:
    accepted = parse_accept_lang_header(request.headers.get("Accept-Language", ""))
    return next((code for wanted, _ in accepted if (code := _supported(wanted))), settings.LANGUAGE_CODE)


def _supported(code: str) -> str:
    """The language of ours that serves ``code``, or an empty text."""
    try:
        return translation.get_supported_language_variant(code) if code else ""
    except LookupError:
        return ""


def _parameter(request: HttpRequest, name: str) -> str:
    """An error page for a query string that cannot be read must not trip over it again."""
    try:
        return request.GET.get(name, "")
    except SuspiciousOperation:
        return ""


def page_language(request: HttpRequest) -> dict[str, str]:
    """Context processor: what ``<html>`` says of the page."""
    return {
        "lang": translation.get_language() or settings.LANGUAGE_CODE,
        "dir": "rtl" if translation.get_language_bidi() else "ltr",
    }


def babel_locale() -> Locale:
    """How dates and money are written in the current language."""
    code = translation.get_language() or settings.LANGUAGE_CODE
    for candidate in (REGIONS.get(code, code), code.split("-")[0]):
        try:
            return Locale.parse(candidate.replace("-", "_"))
        except (ValueError, UnknownLocaleError):
            continue
    return Locale.parse("en_GB")
