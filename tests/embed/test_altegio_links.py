from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from widget.domain.team import ANYONE
from widget.embed.altegio_links import read_chosen
from widget.flow.selection import MOST_SERVICES, Selection

TODAY = date(2026, 11, 20)
THE_26TH = date(2026, 11, 26)


@pytest.mark.parametrize(
    ("o", "chosen"),
    [
        ("", Selection()),
        ("m6541", Selection(team_member_id=6541)),
        ("m-1", Selection(team_member_id=ANYONE)),
        ("m0", Selection(team_member_id=ANYONE)),
        ("s3302", Selection(service_ids=(3302,))),
        ("s3302s3304s3302", Selection(service_ids=(3302, 3304))),
        ("m6541s3302", Selection(service_ids=(3302,), team_member_id=6541)),
        ("M6541S3302", Selection(service_ids=(3302,), team_member_id=6541)),
        ("m-1s3302d2611202618 00", Selection(service_ids=(3302,), team_member_id=ANYONE, day=THE_26TH)),
        ("s3302, m6541", Selection(service_ids=(3302,), team_member_id=6541)),
        ("s3302x9yz12s3304", Selection(service_ids=(3302, 3304))),
        ("m-1act2026-11-26", Selection(team_member_id=ANYONE)),
        ("m6541m6542s3302", Selection(service_ids=(3302,))),
        ("m6541m6541", Selection(team_member_id=6541)),
        ("m-5", Selection()),
        ("m", Selection()),
        ("s", Selection()),
        ("s0", Selection()),
        ("s-3302", Selection()),
        ("6541", Selection()),
        ("m" + "9" * 16, Selection()),
        ("s" + "9" * 4000, Selection()),
        ("s٣٣", Selection()),
        ("<script>alert(1)</script>", Selection()),
    ],
)
def test_what_a_link_has_chosen(o: str, chosen: Selection) -> None:
    assert read_chosen([o], TODAY) == chosen


@pytest.mark.parametrize(
    "written",
    [
        "261126", "262611", "112626", "26112026", "20261126", "26202611", "11262026", "20262611", "11202626",
        "2626111900", "261126 1900", "26.11.2026", "2026-11-26", "202611261900", "2611202618 00",
    ],
)  # fmt: skip
def test_a_day_is_read_in_whatever_order_it_stands(written: str) -> None:
    assert read_chosen([f"d{written}"], TODAY).day == THE_26TH


def test_the_one_link_that_was_seen_is_read_as_it_was_meant() -> None:
    chosen = read_chosen(["m3570915s17612273d2425111900"], date(2025, 11, 20))

    assert chosen == Selection(service_ids=(17612273,), team_member_id=3570915, day=date(2025, 11, 24))


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("05062027", "the 5th of June or the 6th of May"),
        ("050627", "the same"),
        ("300226", "no such day"),
        ("181126", "over"),
        ("26112028", "too far ahead"),
        ("2611", "too short"),
        ("26112", "too short"),
        ("2611202", "neither"),
        ("26112026190000", "too long"),
        ("9" * 5000, "too long"),
        ("", "nothing"),
    ],
)
def test_a_day_that_may_be_another_is_none(written: str, why: str) -> None:
    assert read_chosen([f"d{written}"], TODAY).day is None, why


def test_yesterday_by_utc_is_still_today_somewhere_and_a_year_ahead_is_the_end() -> None:
    assert read_chosen(["d19112026"], TODAY).day == date(2026, 11, 19)
    assert read_chosen(["d18112026"], TODAY).day is None
    last = TODAY + timedelta(days=366)
    assert read_chosen([f"d{last:%Y%m%d}"], TODAY).day == last


def test_two_days_are_none() -> None:
    assert read_chosen(["d26112026d27112026"], TODAY).day is None
    assert read_chosen(["d26112026d261126"], TODAY).day == THE_26TH


def test_several_o_are_read_together() -> None:
    chosen = read_chosen(["m6541", "s3302", "s3304"], TODAY)

    assert chosen == Selection(service_ids=(3302, 3304), team_member_id=6541)


def test_there_is_an_end_to_the_services_of_a_link() -> None:
    assert read_chosen(["s1" + "".join(f"s{n}" for n in range(2, 99))], TODAY).service_ids == tuple(
        range(1, MOST_SERVICES + 1)
    )


@given(st.lists(st.text(alphabet="msdacDt0123456789-+ ٣²\x00\n") | st.text(), max_size=4), st.dates(date(2020, 1, 1)))
@settings(max_examples=200, derandomize=True, deadline=None)
def test_no_link_is_an_error(values: list[str], today: date) -> None:
    today = min(today, date(9000, 1, 1))

    chosen = read_chosen(values, today)

    assert len(chosen.service_ids) <= MOST_SERVICES
    assert chosen.day is None or abs(chosen.day - today) <= timedelta(days=366)


@given(st.dates(TODAY, TODAY + timedelta(days=366)), st.permutations(["%d", "%m", "%Y"]), st.sampled_from(["", "1900"]))
@settings(max_examples=200, derandomize=True, deadline=None)
def test_a_day_is_read_right_or_not_at_all(day: date, order: list[str], clock: str) -> None:
    assert read_chosen([f"d{day.strftime(''.join(order))}{clock}"], TODAY).day in (day, None)
