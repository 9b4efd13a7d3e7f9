"""Links made for Altegio's own widget: what their ``o`` has chosen in advance.

Nobody has documented it. As seen in links in the wild it is a run of letters, each with its value: ``m`` a person
(``m-1``: anyone), ``s`` a service, as often as there are services, and ``d`` a day with or without a time, such as
``m3570915s17612273d2425111900``. What is something else, or cannot be read, is passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import permutations
from typing import TypeVar

from widget.domain.team import ANYONE
from widget.flow.selection import MOST_SERVICES, Selection

T = TypeVar("T")

PART = re.compile(r"([A-Za-z]+)([^A-Za-z]*)")
ID = re.compile(r"[0-9]{1,15}(?![0-9])")
ANY = re.compile(r"(-1|0+)(?![0-9])")
AHEAD = timedelta(days=366)
CLOCK_DIGITS = 4
DAY_DIGITS = {6: 2, 8: 4}
"""Of a whole date, and of the year in it."""


def read_chosen(values: Iterable[str], today: date) -> Selection:
    """What all the ``o`` of a link have chosen. ``today`` is by UTC: a business may be a day ahead of it or behind.

    Of the day nobody knows in which order it is written, and a time that may be misread is worth less than none: the
    time is chosen again, on that day.
    """
    parts = [(letter.lower(), value.strip()) for whole in values for letter, value in PART.findall(whole)]
    service_ids = dict.fromkeys(int(found[0]) for value in _of(parts, "s") if (found := ID.match(value)))
    service_ids.pop(0, None)
    return Selection(
        service_ids=tuple(service_ids)[:MOST_SERVICES],
        team_member_id=_only(_team_member(value) for value in _of(parts, "m")),
        day=_only(_day(value, today) for value in _of(parts, "d")),
    )


def _of(parts: Sequence[tuple[str, str]], wanted: str) -> Iterator[str]:
    return (value for letter, value in parts if letter == wanted)


def _only(found: Iterable[T | None]) -> T | None:
    """Two that differ belong to different appointments, or one is a mistake: neither is chosen."""
    different = {one for one in found if one is not None}
    return different.pop() if len(different) == 1 else None


def _team_member(value: str) -> int | None:
    if ANY.match(value):
        return ANYONE
    found = ID.match(value)
    return int(found[0]) if found else None


def _day(value: str, today: date) -> date | None:
    """The only way to read the digits as a day from yesterday on to a year ahead; the time behind it is left out."""
    digits = re.sub(r"[^0-9]", "", value)
    length = len(digits) if len(digits) in DAY_DIGITS else len(digits) - CLOCK_DIGITS
    if length not in DAY_DIGITS:
        return None
    return _only(
        day
        for day in _readings(digits[:length], DAY_DIGITS[length])
        if today - timedelta(days=1) <= day <= today + AHEAD
    )


def _readings(digits: str, year_digits: int) -> Iterator[date]:
    """As a date, with day, month and year in each order."""
    for order in permutations("ymd"):
        numbers = {}
        begin = 0
        for part in order:
            end = begin + (year_digits if part == "y" else 2)
            numbers[part] = int(digits[begin:end])
            begin = end
        year = numbers["y"] + (2000 if year_digits == 2 else 0)
        try:
            yield date(year, numbers["m"], numbers["d"])
        except ValueError:
            continue
