"""What a request gets that meets a fault.

Each kind is a function of its name; its keyword arguments are the fault's options. ``proceed`` gives the true
answer, with all that it brings about.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from booking_site.sandbox.delivery import Delivery
from booking_site.sandbox.errors import envelope, shaped
from booking_site.sandbox.fault import Fault
from booking_site.sandbox.rate import too_many
from booking_site.sandbox.wire import Answer, as_json

Proceed = Callable[[], Answer]
PATIENCE = 60.0
BAD_GATEWAY = b"<html>\n<head><title>502 Bad Gateway</title></head>\n<body><h1>502 Bad Gateway</h1></body>\n</html>\n"


def slow(fault: Fault, proceed: Proceed, seconds: float = 1.0) -> Delivery:
    fault.pause(seconds)
    return Delivery(proceed())


def hang(fault: Fault, proceed: Proceed) -> Delivery:
    fault.pause(PATIENCE)
    return Delivery(None)


def drip(fault: Fault, proceed: Proceed, seconds: float = 0.1) -> Delivery:
    return Delivery(proceed(), drips_body=True, pause=lambda: fault.pause(seconds))


def drip_headers(fault: Fault, proceed: Proceed, seconds: float = 0.1) -> Delivery:
    return Delivery(proceed(), drips_head=True, pause=lambda: fault.pause(seconds))


def rate(fault: Fault, proceed: Proceed, retry_after: int | None = None) -> Delivery:
    return Delivery(too_many(retry_after))


def error(fault: Fault, proceed: Proceed, status: int = 500) -> Delivery:
    return Delivery(as_json(status, envelope(message="An error has occurred")))


def html(fault: Fault, proceed: Proceed) -> Delivery:
    return Delivery(Answer(502, BAD_GATEWAY, (("Content-Type", "text/html"),)))


def truncated(fault: Fault, proceed: Proceed) -> Delivery:
    true = proceed()
    return Delivery(Answer(200, true.body[: len(true.body) // 2], true.headers))


def short(fault: Fault, proceed: Proceed) -> Delivery:
    true = proceed()
    return Delivery(true, length=len(true.body) + 100, closes=True)


def drop(fault: Fault, proceed: Proceed, after: bool = False) -> Delivery:
    if after:
        proceed()
    return Delivery(None)


def redirect(fault: Fault, proceed: Proceed, location: str = "http://127.0.0.1:9/elsewhere") -> Delivery:
    return Delivery(Answer(302, b"", (("Location", location),)))


def huge(fault: Fault, proceed: Proceed, megabytes: float = 16) -> Delivery:
    padding = "x" * int(megabytes * 1024 * 1024)
    return Delivery(as_json(200, {"success": True, "data": [padding], "meta": []}))


def empty(fault: Fault, proceed: Proceed) -> Delivery:
    return Delivery(Answer(200))


def refuse(
    fault: Fault,
    proceed: Proceed,
    status: int = 422,
    code: int = 433,
    shape: str = "B",
    appointment_id: int | None = None,
) -> Delivery:
    return Delivery(shaped(shape, status, code, appointment_id))


def answer(fault: Fault, proceed: Proceed, status: int = 200, body: Any = b"") -> Delivery:
    if not isinstance(body, bytes):
        body = (body if isinstance(body, str) else json.dumps(body)).encode()
    return Delivery(Answer(status, body))


ALL = (slow, hang, drip, drip_headers, rate, error, html, truncated, short, drop, redirect, huge, empty, refuse, answer)
MISBEHAVIOURS: Mapping[str, Callable[..., Delivery]] = {kind.__name__: kind for kind in ALL}


def meet(fault: Fault, proceed: Proceed) -> Delivery:
    return MISBEHAVIOURS[fault.kind](fault, proceed, **fault.options)
