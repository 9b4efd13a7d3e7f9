from __future__ import annotations

from datetime import date, datetime
from urllib.parse import parse_qs, urlencode
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from widget.flow.selection import MOST_SERVICES, Selection, read_selection
from widget.views.addresses import step_url

BERLIN = ZoneInfo("Europe/Berlin")

selections = st.builds(
    Selection,
    service_ids=st.lists(st.integers(0, 10**14), max_size=MOST_SERVICES, unique=True).map(tuple),
    team_member_id=st.none() | st.integers(0, 10**14),
    day=st.none() | st.dates(),
)


def read(query: str) -> Selection:
    return read_selection(parse_qs(query))[0]


@given(selections)
@settings(max_examples=200, derandomize=True)
def test_a_selection_survives_its_own_query_string(selection: Selection) -> None:
    assert read(urlencode(selection.pairs())) == selection


@pytest.mark.parametrize(
    "clock", ["17:30:00+01:00", "17:30:00-0500", "17:30:00.000-05:00", "17:30:00Z", "17:30:00", "9:30:00+01:00"]
)
@pytest.mark.parametrize("separator", ["T", " "])
def test_a_slot_survives_verbatim(clock: str, separator: str) -> None:
    slot = f"2026-12-08{separator}{clock}"
    address = step_url("details", 4564, Selection(slot=slot))

    assert read(address.split("?")[1]).slot == slot


def test_a_plus_is_written_as_percent_2b() -> None:
    assert "slot=2026-12-08T17:30:00%2B01:00" in step_url("details", 1, Selection(slot="2026-12-08T17:30:00+01:00"))


def test_a_slot_beats_a_day() -> None:
    selection = read("date=2026-12-01&slot=2026-12-08T17:30:00%2B01:00")

    assert selection.chosen_day(BERLIN) == date(2026, 12, 8)
    assert "date=" not in urlencode(selection.pairs())


def test_a_moment_in_utc_belongs_to_the_locations_day() -> None:
    selection = read("slot=2026-12-08T23:30:00Z")

    assert selection.chosen_day(BERLIN) == date(2026, 12, 9)
    assert selection.starts_at(BERLIN) == datetime(2026, 12, 9, 0, 30, tzinfo=BERLIN)


@given(
    st.dictionaries(
        st.sampled_from(["service", "team_member", "date", "slot", "lang", "utm_x"]),
        st.lists(st.text(max_size=50), max_size=3),
    )
)
@settings(max_examples=300, derandomize=True)
def test_anything_at_all_can_be_read(query: dict[str, list[str]]) -> None:
    selection, nonsense = read_selection(query)

    assert set(nonsense) <= {"service", "team_member", "date", "slot"}
    assert read(urlencode(selection.pairs())) == selection


def test_what_makes_no_sense_is_named_and_the_rest_kept() -> None:
    selection, nonsense = read_selection(parse_qs("service=1&service=x&team_member=y&date=2026-02-30&slot=z"))

    assert selection == Selection(service_ids=(1,))
    assert nonsense == ("service", "team_member", "date", "slot")


def test_an_endless_list_of_services_is_cut_and_told() -> None:
    selection, nonsense = read_selection({"service": [str(number) for number in range(1, 99)]})

    assert len(selection.service_ids) == MOST_SERVICES
    assert nonsense == ("service",)


def test_looks_and_campaign_are_kept_if_they_are_sane() -> None:
    query = "theme=dark&accent=fff;}&corners=round&font=comic&utm_source=a&utm_Evil=b&utm_medium=%00&other=1"

    assert read(query).kept == (("theme", "dark"), ("corners", "round"), ("utm_source", "a"))
