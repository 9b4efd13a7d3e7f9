from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from widget.templatetags.data_block import linked_data
from widget.views.linked_data import opening_hours

BEGIN, END = '<script type="application/ld+json">', "</script>"

values = st.recursive(st.text() | st.floats(allow_nan=False, allow_infinity=False), lambda inner: st.lists(inner))


@pytest.mark.parametrize(
    ("schedule", "hours"),
    [
        ("", []),
        ("Mo-Su 09:00-21:00", ["Mo-Su 09:00-21:00"]),
        ("Mo,We,Fr 10:00-24:00; Sa 10:00-16:00;", ["Mo,We,Fr 10:00-24:00", "Sa 10:00-16:00"]),
        ("Mo-Fr 09:00-20:00, Sa 10:00-16:00", ["Mo-Fr 09:00-20:00", "Sa 10:00-16:00"]),
        ("Mo-Fr 09:00-20:00\nSa 10:00-16:00", ["Mo-Fr 09:00-20:00", "Sa 10:00-16:00"]),
        ("Mon-Sun 9-21", []),
        ("Mo-Fr 9:00-20:00", []),
        ("Mo-Fr 09:00-25:00", []),
        ("Mo-Fr 09:00-20:00; closed on holidays", []),
        ("Пн-Пт 09:00-20:00", []),
        ("Mo ٠٩:٠٠-٢٠:٠٠", []),
    ],
)
def test_hours_are_told_to_machines_only_if_all_are_in_their_words(schedule: str, hours: list[str]) -> None:
    assert opening_hours(schedule) == hours


@given(st.dictionaries(st.text(), values))
@settings(max_examples=100, derandomize=True, deadline=None)
def test_a_data_block_ends_where_it_should_and_says_the_same(facts: dict[str, Any]) -> None:
    written = linked_data(facts)

    inside = written.removeprefix(BEGIN).removesuffix(END)
    assert written == f"{BEGIN}{inside}{END}"
    assert not set(inside) & set("<>&\u2028\u2029")
    assert json.loads(inside) == facts


def test_a_title_cannot_end_a_data_block() -> None:
    assert linked_data({"name": "</script><b>&"}) == (
        f'{BEGIN}{{"name":"\\u003c/script\\u003e\\u003cb\\u003e\\u0026"}}{END}'
    )
