"""Times after midnight: Altegio lists them under the day on which the shift began, whatever becomes of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time

import pytest

from booking_site.sandbox.server import Sandbox
from tests.conftest import BERLIN
from tests.journeys.at_the_form import booked_ids, chosen, send
from tests.journeys.booked_pages import facts
from tests.journeys.lost_answers import lose
from tests.journeys.wishes import HAIRCUT, YUSUF
from tests.walker import Walker, words

FRIDAY = date(2027, 2, 5)
HALF_PAST_MIDNIGHT = datetime.fromisoformat("2027-02-06T00:30:00+01:00")


@pytest.fixture(autouse=True)
def late_shift(sandbox: Sandbox, travel_to: Callable[[str], None]) -> None:
    travel_to("2027-02-01T09:00+01:00")
    sandbox.salon.set_hours(YUSUF, FRIDAY, [(time(22), time(2))])


def test_who_changes_a_time_after_midnight_sees_the_others_of_that_night(walker: Walker) -> None:
    details = walker.open(chosen(HALF_PAST_MIDNIGHT))

    page = walker.press(details.all(".facts .when .change button")[0])

    assert words(page.html.select_one("#times-title")) == "Friday, 5 February 2027"
    assert [words(chip.time) for chip in page.all(".chip[aria-current]")] == ["00:30"]
    assert page.times[0] == "22:00"


def test_in_place_of_a_lost_time_after_midnight_others_of_that_night_are_offered(
    walker: Walker, sandbox: Sandbox
) -> None:
    sandbox.salon.take(BERLIN, YUSUF, HALF_PAST_MIDNIGHT, minutes=15)

    page = walker.open(chosen(HALF_PAST_MIDNIGHT))

    assert page.errors == ["slot-taken"]
    assert page.times[:6] == ["23:15", "23:30", "23:45", "00:45", "01:00", "01:15"]


def test_a_time_after_midnight_that_is_still_free_is_not_called_taken(walker: Walker, sandbox: Sandbox) -> None:
    walker.open(chosen(HALF_PAST_MIDNIGHT))
    lose(walker, sandbox, "drop")

    page = walker.press("Check again")

    assert page.errors == ["outcome-unknown"]
    assert "The time still looks free." in page.text


def test_a_time_after_midnight_is_booked_on_its_own_date(walker: Walker) -> None:
    walker.open(f"/{BERLIN}/time/?service={HAIRCUT}&team_member={YUSUF}&date={FRIDAY}&lang=en")
    walker.choose_time("00:30")

    page = send(walker)

    assert booked_ids(page)
    assert facts(page)["When"].startswith("Saturday, 6 February 2027, 00:30–01:15")
