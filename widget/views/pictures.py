from __future__ import annotations

from functools import lru_cache

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from widget.pictures import resize
from widget.pictures.address import source_in
from widget.pictures.fetch import NoPicture, fetch

PORTRAIT = 132
LOGO = (108, 108)
"""Three times the size they are shown in, for dense screens."""

PICTURES_KEPT = 256


@require_safe
def photo(request: HttpRequest, location_id: int, team_member_id: int) -> HttpResponse:
    """A team member's portrait."""
    return _answer(request, location_id, PORTRAIT, 0)


@require_safe
def logo(request: HttpRequest, location_id: int) -> HttpResponse:
    return _answer(request, location_id, *LOGO)


def _answer(request: HttpRequest, location_id: int, width: int, height: int) -> HttpResponse:
    source = source_in(request.GET.get("source", ""))
    if location_id not in settings.LOCATIONS or not source:
        raise Http404
    try:
        picture = _picture(source, width, height)
    except NoPicture:
        return HttpResponse(status=404, headers={"Cache-Control": "no-store"})
    # The address changes with the source, so whoever has the picture need not ask again.
    kept = {"Cache-Control": "public, max-age=31536000, immutable"}
    return HttpResponse(picture, content_type="image/webp", headers=kept)


@lru_cache(maxsize=PICTURES_KEPT)
def _picture(source: str, width: int, height: int) -> bytes:
    file = fetch(source, settings.IMAGE_HOSTS)
    return resize.logo(file, width, height) if height else resize.portrait(file, width)
