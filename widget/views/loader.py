from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from widget.embed.loader import script

HEADERS = {
    # A page that was given our address once must work for years: no hash in it, so it is asked for anew every hour.
    "Cache-Control": "public, max-age=3600, stale-while-revalidate=86400, stale-if-error=604800",
    # For pages that isolate themselves, and for those that ask for the script with crossorigin.
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Access-Control-Allow-Origin": "*",
}


@require_safe
@vary_on_headers("Accept-Encoding")
def loader(request: HttpRequest, names: tuple[str, ...]) -> HttpResponse:
    """The script that puts the widget into a business's page."""
    found = script(names)
    encoding, content = found.best_for(request.headers.get("Accept-Encoding", ""))
    # A weak one: the same script in any encoding.
    response = HttpResponse(
        content, content_type="text/javascript; charset=utf-8", headers={**HEADERS, "ETag": f"W/{found.etag}"}
    )
    if encoding:
        response.headers["Content-Encoding"] = encoding
    return get_conditional_response(request, etag=f"W/{found.etag}", response=response)  # type: ignore[return-value]
