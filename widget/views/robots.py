from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

# The later steps are no pages to be found either, but say so themselves: a page that may not be read cannot tell that
# it is not to be listed. Bookings are nobody's to read; their answers say it too, for addresses that were passed on.
RULES = "User-agent: *\nDisallow: /*/book/\nDisallow: /*/booking/\n"


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    return HttpResponse(RULES, content_type="text/plain", headers={"Cache-Control": "public, max-age=3600"})
