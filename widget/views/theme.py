from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from widget.theme import VERSION, read_theme

FOR_GOOD = "public, max-age=31536000, immutable"
FOR_NOW = "public, max-age=60"
"""Another version than ours is asked for while releases change: what it gets is not what its address promises."""


@require_safe
def theme(request: HttpRequest, name: str, version: str) -> HttpResponse:
    """The stylesheet of a theme."""
    chosen = read_theme(name)
    if chosen is None:
        raise Http404
    kept = FOR_GOOD if version == VERSION else FOR_NOW
    return HttpResponse(chosen.stylesheet, content_type="text/css; charset=utf-8", headers={"Cache-Control": kept})
