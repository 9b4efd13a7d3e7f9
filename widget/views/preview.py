"""What search engines and link previews are told of a first page. Like the page itself it follows from the address and
from what Altegio says, so that it can be kept for everybody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from babel import Locale
from babel.core import get_global
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from widget.domain.location import Location
from widget.language import babel_locale, supported
from widget.pictures.address import logo_address
from widget.views.detour import asked
from widget.views.linked_data import business

LONGEST_DESCRIPTION = 160
"""In characters. Search engines show no more."""
NARROWING = frozenset(("service", "team_member", "date", "slot", "appointment", "q", "people", "notice", "refresh"))
"""Parameters that make another page of a first page: choices, readable or not, and what is asked of the page."""


@dataclass(frozen=True)
class Preview:
    url: str
    """The page's one address, without choices or looks; with a language where it is asked for in one."""
    title: str
    description: str
    locale: str
    is_indexed: bool
    """Whether this is that page, and not one of the many that a visitor's choices make of it."""
    image: str = ""
    site_name: str = ""
    alternates: tuple[tuple[str, str], ...] = ()
    """The same page by language; ``x-default`` is the one that follows the reader."""
    facts: dict[str, Any] = field(default_factory=dict)
    """Of the business, as schema.org has them."""


def location_preview(request: HttpRequest, location: Location) -> Preview:
    logo = logo_address(location)
    name = location.title
    preview = _preview(request, reverse("widget:services", args=[location.id]))
    preview = replace(
        preview,
        title=_("Book online at %(name)s") % {"name": name} if name else preview.title,
        description=_short(location.description) or _invitation(location),
        image=request.build_absolute_uri(logo) if logo else "",
        site_name=name,
    )
    return replace(preview, facts=business(location, preview.url, preview.description, preview.image))


def home_preview(request: HttpRequest, names: Sequence[str]) -> Preview:
    preview = _preview(request, reverse("widget:home"))
    listed = ", ".join(filter(None, names))
    description = _("Book online: %(names)s") % {"names": listed} if listed else preview.description
    return replace(preview, description=_short(description))


def _preview(request: HttpRequest, path: str) -> Preview:
    url = request.build_absolute_uri(path)
    by_language = {code: f"{url}?lang={code}" for code, _name in settings.LANGUAGES}
    return Preview(
        url=by_language.get(supported(asked(request).get("lang", [""])[-1]), url),
        alternates=(("x-default", url), *by_language.items()),
        title=_("Online booking"),
        description=_("Online booking"),
        locale=_open_graph_locale(babel_locale()),
        is_indexed=request.method != "POST" and NARROWING.isdisjoint(asked(request)),
    )


def _invitation(location: Location) -> str:
    """For a business that has not described itself."""
    place = ", ".join(filter(None, (location.title, location.address)))
    return _short(_("Book online at %(name)s") % {"name": place} if place else _("Online booking"))


def _short(text: str) -> str:
    return Truncator(" ".join(text.split())).chars(LONGEST_DESCRIPTION)


def _open_graph_locale(locale: Locale) -> str:
    """Open Graph wants a country with every language: where the page has none, the one with most speakers."""
    likely = get_global("likely_subtags").get(str(locale), str(locale))
    territory = locale.territory or Locale.parse(likely).territory
    return f"{locale.language}_{territory}" if territory else locale.language
