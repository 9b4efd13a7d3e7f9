"""Each request's way through the server: the limit first, then a fault if one is set, then the API."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from booking_site.sandbox.app import API
from booking_site.sandbox.control import PREFIX as CONTROL
from booking_site.sandbox.control import Control
from booking_site.sandbox.delivery import Delivery
from booking_site.sandbox.environ import answer_of, request_from
from booking_site.sandbox.faults import Faults
from booking_site.sandbox.misbehaviour import meet
from booking_site.sandbox.rate import RateLimit, too_many
from booking_site.sandbox.received import Received, RequestLog
from booking_site.sandbox.wire import Request

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication, WSGIEnvironment


@dataclass(frozen=True)
class Traffic:
    api: WSGIApplication
    control: Control
    faults: Faults
    rate: RateLimit | None
    log: RequestLog

    def __call__(self, environ: WSGIEnvironment) -> Delivery:
        request = request_from(environ)
        if request.path.startswith(CONTROL):
            return Delivery(self.control(request))
        if not request.path.startswith(API):
            return Delivery(answer_of(self.api, environ))
        received = self._note(request)
        delivery = self._deliver(received.path.partition("/")[0], received.method, environ)
        received.status = delivery.answer.status if delivery.answer else 0
        return delivery

    def _note(self, request: Request) -> Received:
        path = request.path.removeprefix(API)
        received = Received(request.method, path, list(request.query), request.headers, request.body)
        self.log.add(received)
        return received

    def _deliver(self, endpoint: str, method: str, environ: WSGIEnvironment) -> Delivery:
        if self.rate and not self.rate.admits():
            return Delivery(too_many(1))
        if fault := self.faults.meet(endpoint, method):
            return meet(fault, lambda: answer_of(self.api, environ))
        return Delivery(answer_of(self.api, environ))
