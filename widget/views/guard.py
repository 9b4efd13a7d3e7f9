"""What stands in place of Django's CSRF cookie, which a frame on another site could not keep anyway.

Nobody is logged in here, so a foreign page has no authority to borrow; what it could do is send something in a
visitor's name. Browsers say where a request comes from: that is what is looked at.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from widget.views.errors import cross_site


def guarded(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Lets a POST through to the view only when it comes from one of our own pages."""

    @csrf_exempt
    @wraps(view)
    def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if request.method == "POST" and not comes_from_us(request):
            return cross_site(request)
        return view(request, *args, **kwargs)

    answer.is_guarded = True  # type: ignore[attr-defined]
    return answer


def comes_from_us(request: HttpRequest) -> bool:
    site, origin = _where_from(request)
    if site is not None:
        return site in ("same-origin", "none")
    return origin is None or origin == f"{request.scheme}://{request.get_host()}"


def is_unknown_browser(request: HttpRequest) -> bool:
    """It says nothing of where the request comes from, as text browsers and scripts do."""
    return _where_from(request) == (None, None)


def _where_from(request: HttpRequest) -> tuple[str | None, str | None]:
    return request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
