"""The snippet builder: what a business pastes into its site, and how it will look there."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode, urlsplit

import segno
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from widget.altegio.client import Altegio
from widget.altegio.errors import AltegioError
from widget.domain.service import ServiceMenu
from widget.embed.frame_policy import frame_ancestors
from widget.embed.origins import is_allowed, origin_of
from widget.embed.snippets import DEFAULTS, MODES, Snippets
from widget.flow.selection import Selection, read_selection
from widget.gateway import altegio
from widget.views.addresses import step_url

LONGEST_LABEL = 60


@dataclass(frozen=True)
class Option:
    value: str
    label: str
    is_chosen: bool


@require_safe
def builder(request: HttpRequest) -> HttpResponse:
    """A form that is sent by GET, so that its address holds the snippet."""
    if request.GET.get("accent", "").startswith("#"):
        return HttpResponseRedirect(f"{request.path}?{urlencode(_without_hash(request))}")
    snippets = _snippets(request)
    upstream = altegio(request)
    chosen = dict(snippets.selection.kept)
    context = {
        "snippets": snippets,
        "locations": _locations(upstream, snippets.location_id),
        "modes": _options(_modes(), snippets.mode),
        "spoken": _options([("", _("The visitor’s")), *settings.LANGUAGES], chosen.get("lang", "")),
        "themes": _options(_themes(), chosen.get("theme", "auto")),
        "corner_styles": _options(_corner_styles(), chosen.get("corners", "soft")),
        "fonts": _options(_fonts(), chosen.get("font", "system")),
        "accent": chosen.get("accent", DEFAULTS["accent"]),
        "date": snippets.selection.day.isoformat() if snippets.selection.day else "",
        **_preselection(upstream, snippets),
        **_site(request, snippets),
        "qr_url": f"{reverse('widget:qr')}?{urlencode(_without_hash(request))}",
        "lang_asked": request.GET.get("lang", ""),
        "longest_label": LONGEST_LABEL,
    }
    return render(request, "widget/builder.html", context)


@require_safe
def qr(request: HttpRequest) -> HttpResponse:
    """The link as a code for the shop window."""
    drawn = io.BytesIO()
    segno.make(_snippets(request).url, error="m", micro=False).save(drawn, kind="svg", scale=8, border=4)
    return HttpResponse(drawn.getvalue(), content_type="image/svg+xml")


def _without_hash(request: HttpRequest) -> list[tuple[str, str]]:
    """Colour fields send ``#1f5c4d``; addresses have it without."""
    return [(name, value.removeprefix("#")) for name, values in request.GET.lists() for value in values if value]


def _snippets(request: HttpRequest) -> Snippets:
    location_id = _location_id(request.GET.get("location", ""))
    query = dict(request.GET.lists())
    # "lang" is the language of this page; the one of the widget has a name of its own.
    selection, _nonsense = read_selection({**query, "lang": query.get("language", [])})
    kept = tuple((name, value) for name, value in selection.kept if name not in DEFAULTS or value != DEFAULTS[name])
    selection = Selection(selection.service_ids, selection.team_member_id, selection.day, kept=kept)
    if location_id is None:
        selection = replace(Selection(), kept=kept)
        path = f"{reverse('widget:home')}{'?' if kept else ''}{urlencode(kept)}"
    else:
        path = step_url("services", location_id, selection)
    url = request.build_absolute_uri(path)
    return Snippets(
        origin="{0.scheme}://{0.netloc}".format(urlsplit(url)),
        url=url,
        label=_label(request.GET.get("label", ""), dict(kept).get("lang", "")),
        selection=selection,
        location_id=location_id,
        has_data_layer="data_layer" in request.GET,
        mode=mode if (mode := request.GET.get("mode", "")) in MODES else MODES[0],
    )


def _label(asked: str, language: str) -> str:
    """In the language of the widget, unless somebody has thought of something better than we have."""
    label = " ".join(asked.split())[:LONGEST_LABEL]
    usual = {code: _in(code, "Book online") for code, _name in settings.LANGUAGES}
    return label if label and label not in usual.values() else usual.get(language) or _("Book online")


def _in(code: str, text: str) -> str:
    with translation.override(code):
        return translation.gettext(text)


def _location_id(asked: str) -> int | None:
    """None for a choice among all of them."""
    if len(settings.LOCATIONS) == 1:
        return next(iter(settings.LOCATIONS))
    return next((location_id for location_id in settings.LOCATIONS if str(location_id) == asked), None)


def _locations(upstream: Altegio, chosen: int | None) -> list[Option]:
    """Nothing to choose where there is one."""
    if len(settings.LOCATIONS) == 1:
        return []
    named = [(str(location_id), _title(upstream, location_id)) for location_id in settings.LOCATIONS]
    return _options([("", _("All: visitors choose")), *named], str(chosen or ""))


def _title(upstream: Altegio, location_id: int) -> str:
    try:
        return upstream.location(location_id).title or str(location_id)
    except AltegioError:
        return str(location_id)


def _preselection(upstream: Altegio, snippets: Snippets) -> dict[str, Any]:
    """What can be chosen ahead for the visitor. Where Altegio does not answer, the rest of the page does without."""
    if snippets.location_id is None:
        return {"menu": None, "team": []}
    try:
        menu: ServiceMenu | None = upstream.menu(snippets.location_id)
        team = upstream.team(snippets.location_id)
    except AltegioError:
        menu, team = None, ()
    chosen = snippets.selection.team_member_id
    people = [("", _("Visitors choose")), ("0", _("Anyone")), *((str(member.id), member.name) for member in team)]
    return {
        "menu": menu,
        "groups": list(menu.groups()) if menu else [],
        "chosen_services": snippets.selection.service_ids,
        "team": _options(people, "" if chosen is None else str(chosen)) if team else [],
    }


def _site(request: HttpRequest, snippets: Snippets) -> dict[str, Any]:
    """Whether the business's page may frame the widget, where the builder was told which page that is."""
    told = request.GET.get("site", "").strip()
    origin = str(origin_of(_address(told)) or "")
    path = "/" if snippets.location_id is None else f"/{snippets.location_id}/"
    sources = [source for source in frame_ancestors(path).split() if source != "'self'"]
    return {
        "site": told,
        "site_origin": origin,
        "site_is_unreadable": bool(told) and not origin,
        "site_is_allowed": bool(origin) and is_allowed(origin, sources),
        "allowed_sources": sources,
    }


def _address(told: str) -> str:
    """As a browser would take it: https where nothing is said, names in other scripts as the network writes them."""
    try:
        parts = urlsplit(told if "://" in told else f"https://{told}")
        return parts._replace(netloc=parts.netloc.encode("idna").decode()).geturl()
    except ValueError:
        return ""


def _options(pairs: Iterable[tuple[str, str]], chosen: str) -> list[Option]:
    return [Option(value, str(label), value == chosen) for value, label in pairs]


def _modes() -> Sequence[tuple[str, str]]:
    return list(zip(MODES, (_("In the page"), _("Behind a button"), _("Behind a floating button")), strict=True))


def _themes() -> Sequence[tuple[str, str]]:
    return [("auto", _("Like your page")), ("light", _("Light")), ("dark", _("Dark"))]


def _corner_styles() -> Sequence[tuple[str, str]]:
    return [("none", _("Square")), ("soft", _("Soft")), ("round", _("Round"))]


def _fonts() -> Sequence[tuple[str, str]]:
    return [("system", _("The device’s own")), ("serif", _("With serifs"))]
