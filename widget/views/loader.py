from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from widget.static_text import static_text

LOADER = ("widget/embed.js",)
ALTEGIOS_LOADER = ("widget/embed.js", "widget/widgetjs.js")
"""What answers at the address of Altegio's own."""

HEADERS = {
    # A page that was given our address once must work for years: no hash in it, so it is asked for anew every hour.
    "Cache-Control": "public, max-age=3600, stale-while-revalidate=86400, stale-if-error=604800",
    # For pages that isolate themselves, and for those that ask for the script with crossorigin.
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Access-Control-Allow-Origin": "*",
}


@require_safe
def loader(request: HttpRequest, names: tuple[str, ...]) -> HttpResponse:
    """The script that puts the widget into a business's page."""
    return static_text(*names).answer(request, "text/javascript", HEADERS)
