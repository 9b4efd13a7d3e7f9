from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from widget.pictures import resize
from widget.pictures.address import source_in
from widget.pictures.fetch import NoPicture, fetch
from widget.pictures.shelf import Shelf

PORTRAIT = 132
LOGO = 108
"""Three times the size they are shown in, for dense screens."""

shelf = Shelf()


@require_safe
def photo(request: HttpRequest, location_id: int, team_member_id: int) -> HttpResponse:
    """A team member's portrait."""
    source = _source(request, location_id)
    return _answer(("portrait", source), lambda: resize.portrait(fetch(source, settings.IMAGE_HOSTS), PORTRAIT))


@require_safe
def logo(request: HttpRequest, location_id: int) -> HttpResponse:
    source = _source(request, location_id)
    return _answer(("logo", source), lambda: resize.logo(fetch(source, settings.IMAGE_HOSTS), LOGO, LOGO))


def _source(request: HttpRequest, location_id: int) -> str:
    source = source_in(request.GET.get("source", ""))
    if location_id not in settings.LOCATIONS or not source:
        raise Http404
    return source


def _answer(key: tuple[str, str], make: Callable[[], bytes]) -> HttpResponse:
    try:
        picture = shelf.get(key, make)
    except NoPicture:
        return HttpResponse(status=404, headers={"Cache-Control": "no-store"})
    # The address changes with the source, so whoever has the picture need not ask again.
    kept = {"Cache-Control": "public, max-age=31536000, immutable"}
    return HttpResponse(picture, content_type="image/webp", headers=kept)
