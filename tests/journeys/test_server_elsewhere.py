"""A whole walk over real HTTP: the server's machine is a day away from the business, whose night has an hour twice."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest
import requests
from icalendar import Calendar

from booking_site.sandbox.server import running
from tests.clocks.zones import changes, goes_back
from tests.conftest import BERLIN
from tests.journeys.booked_pages import facts
from tests.journeys.wishes import ADA, YUSUF, sent
from tests.serving import serving_as_in_production
from tests.walker import Walker, words

pytestmark = pytest.mark.xdist_group("server-elsewhere")


class Answer:
    def __init__(self, response: requests.Response) -> None:
        self.status_code, self.content, self.cookies = response.status_code, response.content, response.cookies
        self._headers = response.headers

    def __getitem__(self, name: str) -> str:
        return self._headers[name]


class Browser:
    """What a walker has in place of Django's client."""

    def __init__(self, site: str) -> None:
        self.site = site

    def get(self, url: str, headers: Any = None) -> Answer:
        wanted = {"Accept-Language": "en", **(headers or {})}
        return Answer(requests.get(urljoin(self.site, url), headers=wanted, timeout=20, allow_redirects=False))

    def post(self, url: str, fields: Any, headers: Any = None) -> Answer:
        wanted = {"Accept-Language": "en", **headers, "Origin": self.site}
        return Answer(requests.post(urljoin(self.site, url), fields, headers=wanted, timeout=30, allow_redirects=False))


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Etc/GMT+12"])
def test_an_hour_that_comes_twice_is_booked_at_the_second_time(zone: str, tmp_path: Path) -> None:
    with (
        running(rate_limited=False) as sandbox,
        serving_as_in_production(
            tmp_path,
            TZ=zone,
            ALTEGIO_API_URL=sandbox.url,
            ALTEGIO_PARTNER_TOKEN="sandbox",
            ALTEGIO_LOCATION_IDS=str(BERLIN),
        ) as site,
    ):
        berlin = sandbox.salon.locations[BERLIN].zone
        soon = datetime.now(UTC) + timedelta(days=2)
        change = next(at for at in changes(berlin) if at > soon and goes_back(berlin, at))
        night = change.astimezone(berlin).date()
        # However far that is: the business has published its shifts until then.
        sandbox.salon.now = lambda: change - timedelta(days=10)
        sandbox.salon.set_hours(YUSUF, night, [(time(0), time(5))])
        walker = Walker(Browser(site))  # type: ignore[arg-type]

        walker.open(f"/{BERLIN}/")
        walker.choose_services("Short haircut")
        walker.open(f"{walker.page.url}&month={night:%Y-%m}&team_member={YUSUF}")
        [day] = [link for link in walker.page.all("td.is-free a") if f"date={night}" in str(link["href"])]
        walker.follow(day)
        assert [chip for chip in walker.page.all("a.chip") if words(chip).startswith("02:30")]
        walker.choose_time("02:30 UTC+1")
        assert walker.page.all('[data-checked="ok"]')
        assert f"{night:%A}, {night.day} {night:%B %Y}, 02:30 UTC+1–03:15 UTC+1" in walker.page.text
        walker.press("Book for", **ADA)

        wire = f"{night}T02:30:00+01:00"
        assert [body["appointments"][0]["datetime"] for body in sent(sandbox)] == [wire]
        assert "02:30 UTC+1–03:15 UTC+1" in facts(walker.page)["When"]
        link = urljoin(walker.page.url, str(walker.page.links("Add to my calendar")[0]["href"]))
        [event] = Calendar.from_ical(walker.client.get(link).content).events
        assert event.start == datetime.fromisoformat(wire)
