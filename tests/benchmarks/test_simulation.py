"""The simulation tells the same each time, keeps Altegio's limit, and asks what the pages ask."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from random import Random

import pytest

from booking_site.sandbox.server import Sandbox
from tests.benchmarks.simulation.agenda import Agenda, Walk
from tests.benchmarks.simulation.cases import MIDNIGHT, Case, Row, simulated
from tests.benchmarks.simulation.measured import busiest_minute, percentile
from tests.benchmarks.simulation.pages import Address, page
from tests.benchmarks.simulation.process import Process, turns
from tests.benchmarks.simulation.table import COLUMNS, line
from tests.benchmarks.simulation.upstream import Upstream
from tests.browser.salon import keep_free
from tests.conftest import BERLIN
from tests.journeys.wishes import ADA, HAIRCUT, YUSUF, details, details_url, moment, working_day
from tests.walker import Walker
from widget.altegio.call import Call
from widget.altegio.keeping import KEPT

MOST_CALLS = 182
"""In a minute, of three a second with two back to back."""
MOST_OLD = KEPT["book_times"]
QUIET, CROWD = Case(600), Case(6_000, locations=3)
SHORT = 60.0


@pytest.fixture(scope="module")
def rows() -> dict[str, Row]:
    cases = {
        "quiet": QUIET,
        "crowd": CROWD,
        "crowd and CDN": replace(CROWD, cdn="clean"),
        "crowd and Redis": replace(CROWD, processes=3),
        "crowd and no Redis": replace(CROWD, processes=3, shares=False),
    }
    return {name: simulated(case, seed=7, seconds=SHORT) for name, case in cases.items()}


def test_a_seed_always_tells_the_same() -> None:
    assert line(QUIET, 7, SHORT) == line(QUIET, 7, SHORT) != line(QUIET, 8, SHORT)


@pytest.mark.parametrize("name", ["quiet", "crowd", "crowd and CDN", "crowd and Redis"])
def test_altegios_limit_is_kept_where_the_budget_is_one(rows: dict[str, Row], name: str) -> None:
    assert 0 < rows[name].busiest <= MOST_CALLS
    assert rows[name].refused == 0


def test_processes_that_do_not_share_meet_altegios_limit(rows: dict[str, Row]) -> None:
    assert rows["crowd and no Redis"].refused > 0


def test_no_times_are_older_than_they_say(rows: dict[str, Row]) -> None:
    for name, row in rows.items():
        assert row.oldest_unmarked <= MOST_OLD.stale, name
        assert row.age[2] <= MOST_OLD.last_resort + 1, name
        assert row.age[0] <= row.age[1] <= row.age[2], name


def test_a_cdn_keeps_requests_away_from_the_app(rows: dict[str, Row]) -> None:
    assert rows["crowd and CDN"].cdn > 0.2
    assert rows["crowd and CDN"].reaching < 0.8 * rows["crowd"].reaching


def test_nobody_is_busy_where_few_come(rows: dict[str, Row]) -> None:
    assert rows["quiet"].busy_looking == rows["quiet"].busy_booking == rows["quiet"].marked == 0


def test_a_row_has_a_cell_for_every_column() -> None:
    assert line(QUIET, 7, SHORT).count(" | ") == len(COLUMNS) - 1


def test_what_is_measured_is_what_it_says() -> None:
    assert busiest_minute([0, 1, 59, 60, 61, 200]) == 3
    assert percentile([3, 1, 2], 0.5) == 2
    assert percentile([], 0.5) == 0


class Overheard(Upstream):
    """Notes what it was asked."""

    def __init__(self, agenda: Agenda) -> None:
        super().__init__(agenda, Random(1))
        self.calls: list[str] = []

    def answer(self, call: Call) -> Walk:
        self.calls.append(call.endpoint)
        return super().answer(call)


def asked_in_simulation(address: Address) -> list[str]:
    agenda = Agenda(MIDNIGHT)
    upstream = Overheard(agenda)
    agenda.begin(page(Process(agenda, upstream, turns(agenda), Random(1)), address, Random(1)))
    agenda.run_until(MIDNIGHT + 60)
    return sorted(upstream.calls)


def asked(sandbox: Sandbox) -> list[str]:
    return sorted(received.path.split("/")[0] for received in sandbox.requests)


WITH = {"anyone": None, "a person": YUSUF}


@pytest.mark.parametrize("person", WITH)
@pytest.mark.parametrize("step", ["services", "date", "next month", "time", "details"])
def test_a_page_asks_as_the_simulated_one_does(
    walker: Walker, sandbox: Sandbox, travel_to: Callable[[str], None], step: str, person: str
) -> None:
    travel_to("2027-02-01T08:00+01:00")
    keep_free(sandbox)
    member = WITH[person]
    chosen = f"service={HAIRCUT}" + (f"&team_member={member}" if member else "")
    urls = {
        "services": f"/{BERLIN}/",
        "date": f"/{BERLIN}/date/?{chosen}",
        "next month": f"/{BERLIN}/date/?{chosen}&month=2027-03",
        "time": f"/{BERLIN}/time/?{chosen}&date={working_day(sandbox)}",
        "details": details_url(moment(sandbox), team_member=member or 0),
    }
    address = Address(step.replace("next month", "date"), 1, "en", 1, member and 1, is_next_month=step == "next month")

    walker.open(urls[step])

    assert asked(sandbox) == asked_in_simulation(address)


@pytest.mark.parametrize("person", WITH)
def test_a_booking_asks_as_the_simulated_one_does(
    walker: Walker, sandbox: Sandbox, cold: Callable[[], None], person: str
) -> None:
    member = WITH[person]
    details(walker, sandbox, team_member=member or 0)
    cold()
    sandbox.requests.clear()

    walker.press("Book for", **ADA)

    endpoints = [received.path.split("/")[0] for received in sandbox.requests]
    # What comes after it is asked by the page that tells of it, which the simulation leaves out.
    until_booked = sorted(endpoints[: endpoints.index("book_record") + 1])
    assert until_booked == asked_in_simulation(Address("book", 1, "en", 1, member and 1))
