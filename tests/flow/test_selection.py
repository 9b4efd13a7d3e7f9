from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from urllib.parse import parse_qs, urlencode
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from widget.domain.appointment import Appointment
from widget.flow.selection import MOST_APPOINTMENTS, MOST_SERVICES, Selection, read_selection
from widget.views.addresses import step_url

BERLIN = ZoneInfo("Europe/Berlin")

ids = st.integers(0, 10**14)
moments = st.datetimes(datetime(3, 1, 1), datetime(9990, 1, 1), timezones=st.timezones())  # noqa: DTZ001
slots = moments.map(lambda at: at.isoformat(timespec="seconds")).filter(lambda wire: len(wire) == 25)
appointments = st.builds(
    Appointment,
    id=st.just(0),
    service_ids=st.lists(ids, min_size=1, max_size=MOST_SERVICES, unique=True).map(tuple),
    team_member_id=ids,
    wire_datetime=slots,
)
several = st.lists(appointments, max_size=MOST_APPOINTMENTS - 1).map(
    lambda found: tuple(replace(one, id=number) for number, one in enumerate(found, 1))
)
whens = st.fixed_dictionaries({"day": st.none() | st.dates(), "slot": st.just("")}) | st.fixed_dictionaries(
    {"day": st.none(), "slot": slots}
)
selections = st.builds(
    lambda when, **chosen: Selection(**when, **chosen),
    when=whens,
    service_ids=st.lists(ids, max_size=MOST_SERVICES, unique=True).map(tuple),
    team_member_id=st.none() | ids,
    finished=several,
)
whole = st.builds(
    lambda current, finished: Selection(
        service_ids=current.service_ids,
        team_member_id=current.team_member_id,
        slot=current.wire_datetime,
        finished=finished,
    ),
    current=appointments,
    finished=several,
)
"""Selections with every step done."""


def read(query: str) -> Selection:
    return read_selection(parse_qs(query))[0]


@given(selections)
@settings(max_examples=200, derandomize=True, deadline=None)
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
        st.sampled_from(["service", "team_member", "date", "slot", "appointment", "lang", "utm_x"]),
        st.lists(st.text(max_size=50), max_size=3),
    )
)
@settings(max_examples=300, derandomize=True, deadline=None)
def test_anything_at_all_can_be_read(query: dict[str, list[str]]) -> None:
    selection, nonsense = read_selection(query)

    assert set(nonsense) <= {"service", "team_member", "date", "slot", "appointment"}
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


CUT = Appointment(1, (3302, 3304), 6542, "2026-12-08T17:30:00+01:00")
NAILS = Appointment(2, (3321,), 0, "2026-12-08T18:30:00+01:00")
BOTH = Selection(
    service_ids=(3321,), team_member_id=0, slot=NAILS.wire_datetime, finished=(CUT,), kept=(("lang", "en"),)
)


def test_a_finished_appointment_is_one_readable_parameter() -> None:
    pairs = Selection(finished=(CUT,)).pairs()

    assert pairs == [("appointment", "3302.3304~6542~2026-12-08T17:30:00+01:00")]
    assert read("appointment=3302.3304~6542~2026-12-08T17:30:00%2B01:00").finished == (CUT,)
    assert read("appointment=3302.3304~6542~2026-12-08T17:30:00+01:00").finished == (CUT,)


@pytest.mark.parametrize(
    "value",
    [
        "x", "~~", "3302", "3302~6542", "3302~6542~", "~6542~2026-12-08T17:30:00Z", "3302~~2026-12-08T17:30:00Z",
        "3302.~6542~2026-12-08T17:30:00Z", ".3302~6542~2026-12-08T17:30:00Z", "3302,3304~6542~2026-12-08T17:30:00Z",
        "3302~-1~2026-12-08T17:30:00Z", "3302~6542~2026-02-30T17:30:00Z", "3302~6542~2026-12-08",
        "3302~6542~0001-01-01T00:00:00Z", "٣~6542~2026-12-08T17:30:00Z", "3302~6542~2026-12-08T17:30:00Z~1",
        ".".join("1" for _ in range(MOST_SERVICES + 1)) + "~0~2026-12-08T17:30:00Z",
    ],
)  # fmt: skip
def test_an_appointment_that_makes_no_sense_is_named_and_the_others_kept(value: str) -> None:
    good = "3302.3304~6542~2026-12-08T17:30:00+01:00"

    selection, nonsense = read_selection({"appointment": [value, good], "service": ["3321"]})

    assert nonsense == ("appointment",)
    assert selection == Selection(service_ids=(3321,), finished=(CUT,))


def test_an_endless_list_of_appointments_is_cut_and_told() -> None:
    written = [f"{number}~0~2026-12-08T17:30:00+01:00" for number in range(1, 40)]

    selection, nonsense = read_selection({"appointment": written})

    assert nonsense == ("appointment",)
    assert [one.id for one in selection.finished] == [1, 2, 3, 4]
    assert read_selection({"appointment": written[:4]})[1] == ()


@given(selections)
@settings(max_examples=60, derandomize=True, deadline=None)
def test_all_that_is_wanted_is_numbered_from_one(selection: Selection) -> None:
    assert [one.id for one in selection.wanted] == list(range(1, len(selection.finished) + 2))
    assert selection.has_room == (len(selection.wanted) < MOST_APPOINTMENTS)


def test_with_another_the_current_one_is_finished_and_nothing_is_chosen_yet() -> None:
    another = replace(BOTH, day=date(2026, 12, 8)).with_another()

    assert another == Selection(finished=(CUT, NAILS), kept=BOTH.kept)
    assert another.current == Appointment(3, (), 0, "")


def test_turned_to_one_it_is_chosen_again_and_the_others_are_finished() -> None:
    turned = BOTH.turned_to(1)

    assert turned.current == replace(CUT, id=2)
    assert turned.finished == (replace(NAILS, id=1),)
    assert turned.kept == BOTH.kept
    assert BOTH.turned_to(2) == BOTH


def test_without_one_the_others_stay() -> None:
    assert BOTH.without(1) == replace(BOTH, finished=())
    assert BOTH.without(2) == Selection(
        service_ids=CUT.service_ids, team_member_id=CUT.team_member_id, slot=CUT.wire_datetime, kept=BOTH.kept
    )
    assert BOTH.without(1).without(1) == Selection(kept=BOTH.kept)


def contents(selection: Selection) -> list[Appointment]:
    return [replace(one, id=0) for one in selection.wanted]


@given(whole, st.integers(1, MOST_APPOINTMENTS))
@settings(max_examples=40, derandomize=True, deadline=None)
def test_turning_to_any_of_them_loses_none(selection: Selection, number: int) -> None:
    turned = selection.turned_to(number)

    assert sorted(map(repr, contents(turned))) == sorted(map(repr, contents(selection)))
    if number <= len(selection.wanted):
        assert contents(turned)[-1] == contents(selection)[number - 1]


@given(whole, st.integers(1, MOST_APPOINTMENTS))
@settings(max_examples=40, derandomize=True, deadline=None)
def test_removing_one_removes_that_one_and_no_other(selection: Selection, number: int) -> None:
    left = contents(selection)
    del left[number - 1 : number]

    assert contents(selection.without(number)) == (left or contents(Selection()))
