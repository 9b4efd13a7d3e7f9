from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from widget.static_text import static_text
from widget.theme import LAYOUT, read_theme, version_of_stylesheets

FOR_GOOD = "public, max-age=31536000, immutable"
FOR_NOW = "public, max-age=60"
"""Another version than ours is asked for while releases change: what it gets is not what its address promises."""


@require_safe
def theme(request: HttpRequest, name: str, version: str) -> HttpResponse:
    """The stylesheet of the pages in a theme: its colours, corners and font, and the layout that all have."""
    chosen = read_theme(name)
    if chosen is None:
        raise Http404
    kept = FOR_GOOD if version == version_of_stylesheets() else FOR_NOW
    return static_text(LAYOUT, before=chosen.stylesheet).answer(request, "text/css", {"Cache-Control": kept})
