"""Whoever is about to book goes before those who look around."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, as_completed
from datetime import timedelta
from typing import Any

from booking_site.sandbox.server import Sandbox
from tests.conftest import BERLIN
from tests.english import EnglishClient
from tests.journeys.wishes import HAIRCUT, details_url, moment, working_day
from tests.walker import Walker

CROWD = 12
"""More than find a place in line."""


def test_the_details_do_not_stand_in_line_behind_those_who_look_at_times(
    walker: Walker, sandbox: Sandbox, settings: Any
) -> None:
    settings.ALTEGIO_CALLS_PER_SECOND, settings.ALTEGIO_BURST = 3, 2
    at, day = moment(sandbox), working_day(sandbox)
    walker.open(f"/{BERLIN}/?service={HAIRCUT}&lang=en")
    others = [f"/{BERLIN}/time/?service={HAIRCUT}&date={day + timedelta(days=n)}&team_member=0" for n in range(CROWD)]

    with ThreadPoolExecutor(CROWD) as pool:
        looking = [pool.submit(EnglishClient().get, address) for address in others]
        next(answer for answer in as_completed(looking) if answer.result().status_code == 503)
        in_line = [answer for answer in looking if not answer.done()]
        page = walker.open(details_url(at))
        still_in_line = [answer for answer in in_line if not answer.done()]

    assert still_in_line
    assert page.all('[data-checked="ok"]'), page.text
