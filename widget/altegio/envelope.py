"""The wrapping of every answer: ``{"success": …, "data": …, "meta": …}``, and the many shapes of a "no"."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from widget.altegio.errors import (
    BOOKING_ERRORS,
    AltegioError,
    Busy,
    MalformedAnswer,
    Misconfigured,
    NotFound,
    Refused,
    Unreachable,
)

WRAPPING = frozenset({"success", "data", "meta", "errors"})
DEEPEST_REASON = 8
FIELD_NAME = re.compile(r"[A-Za-z][\w.-]{0,63}")


def data(status: int, body: bytes, *, retry_after: float | None = None) -> Any:
    """The ``data`` of a good answer; None where there is none, as with book_check's 201. Raises AltegioError.

    A booked appointment may come without a wrapping: an object that has none of its parts is the data itself.
    """
    if not 200 <= status < 300:
        raise refusal(status, body, retry_after)
    content = _json(body) if body.strip() else None
    if content in (None, [], {}):
        return None
    if not isinstance(content, Mapping):
        raise MalformedAnswer("envelope")
    if WRAPPING.isdisjoint(content):
        return content
    meta = content.get("meta")
    has_errors = content.get("errors") or (isinstance(meta, Mapping) and meta.get("errors"))
    if has_errors or content.get("success") in (False, 0, "0", "false"):
        raise refusal(status, body, retry_after)
    return content.get("data")


def refusal(status: int, body: bytes, retry_after: float | None = None) -> AltegioError:
    """Which error an unsuccessful answer is, by the table in altegio/errors."""
    if status == 429:
        return Busy(retry_after)
    if status >= 500 or status == 408:
        return Unreachable(f"status {status}")
    if status < 400 and not 200 <= status < 300:
        return MalformedAnswer(f"redirect {status}")
    code, appointment_id, fields = _reasons(body)
    if code in BOOKING_ERRORS:
        return Refused(status, code, appointment_id=appointment_id, fields=fields)
    if status == 404:
        return NotFound(status, code, fields=fields)
    if status == 400 and fields:
        return Refused(status, code, fields=fields)
    if 400 <= status < 500 and status not in (409, 422):
        return Misconfigured(status, code, fields=fields)
    return Refused(status, code, appointment_id=appointment_id, fields=fields)


def _reasons(body: bytes) -> tuple[int | None, int | None, tuple[str, ...]]:
    """Altegio's code, the id of the appointment it speaks of, and the fields it names: wherever they stand."""
    try:
        content = _json(body)
    except MalformedAnswer:
        return None, None, ()
    if not isinstance(content, Mapping):
        return None, None, ()
    found = _nodes({key: content.get(key) for key in ("errors", "meta")})
    # An object whose code we know comes first, so that an id beside it is the one that counts.
    nodes = sorted(found, key=lambda node: BOOKING_ERRORS.keys().isdisjoint(_whole(node.get("code"))))
    codes = [code for node in nodes for code in _whole(node.get("code"))]
    ids = [id_ for node in nodes for id_ in _whole(node.get("id"))]
    fields = [field for node in nodes for field in _field_names(node)]
    return next(iter(codes), None), next(iter(ids), None), tuple(dict.fromkeys(fields))


def _nodes(node: Any, depth: int = DEEPEST_REASON) -> Iterator[Mapping[str, Any]]:
    """Every object below ``node``, itself included, outermost first."""
    if isinstance(node, Mapping):
        yield node
    children = node.values() if isinstance(node, Mapping) else node if isinstance(node, list) else ()
    for child in children if depth else ():
        yield from _nodes(child, depth - 1)


def _field_names(node: Mapping[str, Any]) -> list[str]:
    """A field map gives each field its complaints: a list of texts, or a single one."""
    is_coded = "code" in node or "message" in node
    return [
        field
        for field, complaints in node.items()
        if FIELD_NAME.fullmatch(field) and (_are_texts(complaints) or (isinstance(complaints, str) and not is_coded))
    ]


def _are_texts(complaints: Any) -> bool:
    return isinstance(complaints, list) and bool(complaints) and all(isinstance(text, str) for text in complaints)


def _whole(value: Any) -> list[int]:
    if isinstance(value, int) and not isinstance(value, bool):
        return [value]
    return [int(value)] if isinstance(value, str) and re.fullmatch(r"[0-9]{1,9}", value) else []


def _json(body: bytes) -> Any:
    try:
        return json.loads(body, parse_float=Decimal, parse_constant=_no_constant)
    except (ValueError, ArithmeticError, RecursionError) as unreadable:
        raise MalformedAnswer("json") from unreadable


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")
