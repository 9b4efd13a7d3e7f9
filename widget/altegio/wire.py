"""Readers for the types that Altegio's PHP mixes up: strings for numbers, ``[]`` for ``{}``, 0/1 for booleans.

A value that is absent has a default; one that cannot be read raises MalformedAnswer with the field's name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar

from widget.altegio.errors import MalformedAnswer

T = TypeVar("T")
Row = Mapping[str, Any]

ABSENT: tuple[object, ...] = (None, "", [])
LONGEST_DURATION = timedelta(days=366)
MOST_DIGITS = 18
"""Before or after the point: beyond, arithmetic overflows and printing takes megabytes (``1e9999999``)."""

UNSEEN = dict.fromkeys(
    [*{*range(0x20), *range(0x7F, 0xA0)} - {*map(ord, "\t\n\r\x85")}, *range(0x202A, 0x202F), *range(0x2066, 0x206A)]
)
"""Control characters are no part of a text; and a change of direction that nobody ends turns what stands behind it."""
LOWEST_ID_TOO_LONG = 10**15


def nice(read: Callable[[], T], without: T) -> T:
    """For what a page can do without: a photo that cannot be read must not cost the visitor the booking."""
    try:
        return read()
    except MalformedAnswer:
        return without


def number(row: Row, field: str) -> Decimal | None:
    value = row.get(field)
    if value in ABSENT:
        return None
    try:
        read = Decimal(str(value).strip())
    except InvalidOperation:
        read = None
    if isinstance(value, bool | list | Mapping) or read is None or not read.is_finite():
        raise MalformedAnswer(field)
    if abs(read.adjusted()) > MOST_DIGITS:
        raise MalformedAnswer(field)
    return read


def integer(row: Row, field: str, default: int | None = None) -> int:
    """A whole number; required when there is no default."""
    value = number(row, field)
    if value is None and default is not None:
        return default
    if value is None or value != value.to_integral_value() or abs(value) >= 1 << 63:
        raise MalformedAnswer(field)
    return int(value)


def identity(row: Row, field: str = "id") -> int:
    """The number of something that has an address of its own: none of ours holds more digits, or a sign."""
    value = integer(row, field)
    if not 0 < value < LOWEST_ID_TOO_LONG:
        raise MalformedAnswer(field)
    return value


def text(row: Row, field: str) -> str:
    value = row.get(field)
    if value in ABSENT or value is False:
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
        raise MalformedAnswer(field)
    # JSON can hold halves of characters, which no page can be encoded with.
    return str(value).encode(errors="replace").decode().translate(UNSEEN).strip()


def flag(row: Row, field: str, *, default: bool) -> bool:
    value = row.get(field)
    if isinstance(value, bool):
        return value
    read = number(row, field)
    return default if read is None else bool(read)


def seconds(row: Row, field: str) -> timedelta | None:
    """A duration; None when absent or zero, which both mean "not known"."""
    value = number(row, field)
    if value is None or value <= 0:
        return None
    if value > LONGEST_DURATION.total_seconds():
        raise MalformedAnswer(field)
    return timedelta(seconds=float(value))


def mapping(row: Row, field: str) -> Row:
    """A nested object; an empty one arrives as ``[]``."""
    value = row.get(field)
    if value in ABSENT:
        return {}
    if not isinstance(value, Mapping):
        raise MalformedAnswer(field)
    return value


def items(value: Any, what: str) -> Sequence[Any]:
    """A list. PHP sends one with gaps as an object with numeric keys."""
    if isinstance(value, Mapping) and value and all(key.isdecimal() for key in value):
        return list(value.values())
    if not isinstance(value, list):
        raise MalformedAnswer(what)
    return value


def rows(value: Any, what: str) -> Sequence[Row]:
    """A list of objects."""
    found = items(value, what)
    if not all(isinstance(row, Mapping) for row in found):
        raise MalformedAnswer(what)
    return found
