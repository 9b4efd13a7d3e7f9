"""Which language a page is in: ``?lang=``, else what the browser prefers, else what is spoken where the business is.
Never a cookie."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any
from urllib.parse import urlencode

from babel import Locale, UnknownLocaleError
from babel.languages import get_official_languages
from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation.trans_real import parse_accept_lang_header

from widget.domain.location import Location
from widget.flow.selection import read_selection
from widget.flow.steps import STEPS
from widget.phone import region_of
from widget.wording import speak

HOMES = {"en": "en_GB", "he": "he_IL", "pt": "pt_BR"}
"""Where the bare language would bring another way of writing dates than most of its readers have, or another first day
of the week."""
ALTEGIOS = {"cn": "zh-hans", "ee": "et", "lt-sr-sp": "sr-latn"}
"""Names of languages that Altegio alone uses. The others of its own begin as the usual ones do (``uk-UK``, ``ka-KA``),
and what follows is no country."""
WORDLESS = ("text/css", "text/javascript", "text/plain", "image/")
"""Types of what is the same in every language."""

ROUTES_OF_STEPS = tuple(step.name for step in STEPS)
"""Where a POST changes nothing: it brings along what a visitor has typed."""
CARRYING = (*ROUTES_OF_STEPS, "book", "home")
"""Routes whose links carry the visitor's choices along."""
SHOWN = {
    "services": ("q", "people"),
    "date": ("month",),
    "builder": ("location", "site", "mode", "label", "language", "data_layer"),
}
"""Parameters that are no choices of a visitor, by route, without which it would be another page."""

_region: ContextVar[str] = ContextVar("region", default="")
"""Of the location that the page is about, such as ``DE``; empty where it is about none."""


class LanguageMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        asked = supported(_given(request).get("lang", [""])[-1])
        request.is_language_asked = bool(asked)  # type: ignore[attr-defined]
        preferred = asked or _preferred(request)
        request.is_language_open = not preferred  # type: ignore[attr-defined]
        outside = _region.set("")
        try:
            with translation.override(preferred or settings.LANGUAGE_CODE):
                response = self._get_response(request)
                spoken = current()
        finally:
            _region.reset(outside)
        if response.headers.get("Content-Type", "").startswith(WORDLESS):
            return response
        response.headers.setdefault("Content-Language", spoken)
        if not asked:
            patch_vary_headers(response, ["Accept-Language"])
        return response

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: Mapping[str, object]) -> None:
        """From here on in the words of the location that the address names."""
        request.own_words_of = kwargs.get("location_id")  # type: ignore[attr-defined]
        _speak(request, current())


def current() -> str:
    return translation.get_language() or settings.LANGUAGE_CODE


def is_asked(request: HttpRequest) -> bool:
    """Whether the address names the language: then the page is the same for every browser."""
    return getattr(request, "is_language_asked", False)


def is_open(request: HttpRequest) -> bool:
    """Whether nothing has told yet which language the visitor reads."""
    return getattr(request, "is_language_open", False)


def settle(request: HttpRequest, location: Location) -> None:
    """From here on the page is about this location: its country has a say in how things are written, and in the
    language where nobody else had one."""
    region = region_of(location)
    _region.set(region)
    if is_open(request):
        request.is_language_open = False  # type: ignore[attr-defined]
        spoken = (supported(code) for code in get_official_languages(region, de_facto=True))
        _speak(request, next(filter(None, spoken), settings.LANGUAGE_CODE))


def _speak(request: HttpRequest, code: str) -> None:
    speak(code, getattr(request, "own_words_of", None))


def _preferred(request: HttpRequest) -> str:
    accepted = parse_accept_lang_header(request.headers.get("Accept-Language", ""))
    return next((code for wanted, _ in accepted if (code := supported(wanted))), "")


def supported(code: str) -> str:
    """The language of ours that serves ``code``, in anybody's spelling, or an empty text."""
    wanted = code.strip().lower().replace("_", "-")
    wanted = ALTEGIOS.get(wanted) or ALTEGIOS.get(wanted.split("-")[0], wanted)
    try:
        return translation.get_supported_language_variant(wanted) if wanted else ""
    except LookupError:
        return ""


def _given(request: HttpRequest) -> dict[str, list[str]]:
    """The parameters of the address. An error page for a query that cannot be read must not trip over it again."""
    try:
        return dict(request.GET.lists())
    except SuspiciousOperation:
        return {}


def page_language(request: HttpRequest) -> dict[str, Any]:
    """Context processor: what ``<html>`` says of the page, and where else it can be read."""
    direction = "rtl" if translation.get_language_bidi() else "ltr"
    return {"lang": current(), "dir": direction, "languages": partial(_other_languages, request)}


@dataclass(frozen=True, slots=True)
class OtherLanguage:
    code: str
    name: str
    url: str
    is_current: bool


def _other_languages(request: HttpRequest) -> list[OtherLanguage]:
    """Nothing for a page whose address does not show it again: what came of a form that did something."""
    path = _path(request)
    before = path and f"{path}?{_query(request)}"
    spoken = current()
    return [OtherLanguage(code, name, before + code, code == spoken) for code, name in settings.LANGUAGES if before]


def _query(request: HttpRequest) -> str:
    """The page's own, up to the language: choices and looks. Whatever else stands there is not repeated."""
    route = request.resolver_match.url_name if request.resolver_match else ""
    given = _given(request)
    selection = read_selection(given)[0]
    pairs = selection.pairs() if route in CARRYING else list(selection.looks)
    pairs += [(name, given[name][-1]) for name in SHOWN.get(route or "", ()) if name in given]
    return urlencode([*(pair for pair in pairs if pair[0] != "lang"), ("lang", "")])


def _path(request: HttpRequest) -> str:
    match = request.resolver_match
    if request.method != "POST":
        return request.path
    if match and match.url_name == "book":
        # Not once more to where it is booked, but to the form that was sent from here.
        return reverse("widget:details", kwargs=match.kwargs)
    return request.path if match and match.url_name in ROUTES_OF_STEPS else ""


def babel_locale() -> Locale:
    """How dates, times and money are written: in the current language, as is usual in the location's country where
    people speak it there."""
    return _locale(current(), _region.get())


@lru_cache(maxsize=256)
def _locale(code: str, region: str) -> Locale:
    is_spoken = bool(region) and code in get_official_languages(region, regional=True, de_facto=True)
    for candidate in (f"{code}_{region}" if is_spoken else HOMES.get(code, code), code):
        try:
            return Locale.parse(candidate)
        except (ValueError, UnknownLocaleError):
            continue
    return Locale.parse("en_GB")
