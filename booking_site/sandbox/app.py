"""The pretend API as a WSGI application: its strictness about headers, and its table of routes."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING

from booking_site.sandbox import errors
from booking_site.sandbox.call import Call
from booking_site.sandbox.endpoints import check, company, dates, records, services, staff, times
from booking_site.sandbox.environ import request_from
from booking_site.sandbox.images import PREFIX as IMAGES
from booking_site.sandbox.images import image
from booking_site.sandbox.salon import Salon
from booking_site.sandbox.wire import Answer, Request

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

ACCEPTED = ("application/vnd.api.v2+json", "application/vnd.yclients.v2+json")
API = "/api/v1/"
log = logging.getLogger(__name__)

Endpoint = Callable[[Call], Answer]
TABLE: tuple[tuple[str, str, Endpoint], ...] = (
    ("GET", "company/{location}", company.company),
    ("GET", "bookform/{form}", company.bookform),
    ("GET", "privacy_policy/{location}", company.privacy_policy),
    ("GET", "book_services/{location}", services.book_services),
    ("GET", "book_staff/{location}", staff.book_staff),
    ("GET", "book_staff_seances/{location}/{staff}", staff.book_staff_seances),
    ("GET", "book_dates/{location}", dates.book_dates),
    ("GET", "book_times/{location}/{staff}/{date}", times.book_times),
    ("POST", "book_check/{location}", check.book_check),
    ("POST", "book_code/{location}", check.book_code),
    ("POST", "book_record/{location}", records.book_record),
    ("GET", "book_record/{location}/{record}/{hash}", records.read_booked),
    ("PUT", "book_record/{location}/{record}", records.move),
    ("GET", "user/records/{record}/{hash}", records.read_own),
    ("DELETE", "user/records/{record}/{hash}", records.delete_own),
)
ROUTES = tuple((method, re.compile(re.sub(r"{(\w+)}", r"(?P<\1>[^/]+)", path)), do) for method, path, do in TABLE)


@dataclass(frozen=True)
class Api:
    salon: Salon
    partner_token: str

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        answer = self.answer(request_from(environ))
        headers = [*answer.headers, ("Content-Length", str(len(answer.body)))]
        start_response(f"{answer.status} {HTTPStatus(answer.status).phrase}", headers)
        return [answer.body]

    def answer(self, request: Request) -> Answer:
        if request.path.startswith(IMAGES):
            return image(request.path.removeprefix(IMAGES))
        try:
            return self._call(request)
        except errors.Refused as refused:
            return refused.answer
        except Exception:
            log.exception("%s %s", request.method, request.path)
            return errors.message(500, "Internal server error").answer

    def _call(self, request: Request) -> Answer:
        self._check_headers(request)
        path = request.path.removeprefix(API).rstrip("/")
        matching = [(method, found, do) for method, pattern, do in ROUTES if (found := pattern.fullmatch(path))]
        if not matching or not request.path.startswith(API):
            raise errors.nothing_there()
        for method, found, do in matching:
            if method == request.method:
                return do(Call(self.salon, request, found.groupdict()))
        raise errors.message(405, "Method not allowed")

    def _check_headers(self, request: Request) -> None:
        if request.headers.get("Accept") not in ACCEPTED:
            raise errors.message(400, f"The Accept header must be {ACCEPTED[0]}")
        token = request.headers.get("Authorization", "").partition(",")[0].strip()
        if token != f"Bearer {self.partner_token}":
            raise errors.message(401, "Authentication needed.")
