"""The whole walk over plain HTTP, without JavaScript, against the sandbox."""

from __future__ import annotations

import json
from urllib.parse import parse_qs

from booking_site.sandbox.server import Sandbox
from tests.conftest import BERLIN, NEW_YORK
from tests.walker import Walker, words


def test_a_visitor_walks_from_the_first_page_to_a_checked_choice(walker: Walker, sandbox: Sandbox) -> None:
    walker.open(f"/{BERLIN}/")
    assert walker.page.heading == "What would you like to book?"

    walker.choose_services("Short haircut")
    assert walker.page.path == f"/{BERLIN}/date/"

    walker.choose_first_day()
    assert walker.page.path == f"/{BERLIN}/time/"

    walker.choose_time()
    assert walker.page.path == f"/{BERLIN}/details/"
    assert walker.page.all('[data-checked="ok"]')
    assert not walker.page.errors
    assert "Short haircut" in walker.page.text
    assert "45 min" in walker.page.text


def test_the_choice_is_checked_with_altegio_verbatim(walker: Walker, sandbox: Sandbox) -> None:
    walker.open(f"/{BERLIN}/")
    walker.choose_services("Short haircut", "Blow-dry")
    walker.choose_first_day()
    walker.choose_time()

    [check] = [asked for asked in sandbox.requests if asked.path == f"book_check/{BERLIN}"]
    slot = parse_qs(walker.page.query)["slot"][0]
    assert json.loads(check.body) == {
        "appointments": [{"id": 1, "services": [3302, 3304], "staff_id": 0, "datetime": slot}]
    }


def test_the_check_runs_again_on_every_visit(walker: Walker, sandbox: Sandbox) -> None:
    walker.open(f"/{BERLIN}/")
    walker.choose_services("Short haircut")
    walker.choose_first_day()
    checked = walker.choose_time()

    walker.open(checked.url)
    walker.open(checked.url)

    assert len([asked for asked in sandbox.requests if asked.path.startswith("book_check/")]) == 3


def test_a_person_can_be_chosen_and_only_their_times_are_shown(walker: Walker) -> None:
    walker.open(f"/{BERLIN}/")
    walker.choose_services("Short haircut")
    with_anyone = walker.choose_first_day()

    walker.follow("Yusuf")
    with_yusuf = walker.page

    assert words(with_yusuf.html.select_one('.member[aria-current="true"] .name')) == "Yusuf D."
    assert set(with_yusuf.times) <= set(with_anyone.times)
    assert "team_member=6542" in with_yusuf.query


def test_only_those_who_do_all_chosen_services_are_offered(walker: Walker) -> None:
    walker.open(f"/{BERLIN}/")
    walker.choose_services("Full colour", "Classic manicure")
    walker.choose_first_day()

    names = [words(name) for name in walker.page.all(".member .name")]
    assert names == ["Anyone", "Sofia R."]


def test_another_location_with_its_own_money_and_clock(walker: Walker) -> None:
    walker.open(f"/{NEW_YORK}/")
    assert "$" in walker.page.text

    walker.choose_services("Balayage")
    walker.choose_first_day()
    walker.choose_time()

    assert walker.page.all('[data-checked="ok"]')
    moment = str(walker.page.all(".facts time")[0]["datetime"])
    assert moment[-6:] in ("-05:00", "-04:00")


def test_the_first_page_offers_a_choice_of_locations(walker: Walker) -> None:
    walker.open("/?utm_source=card")

    assert [words(link) for link in walker.page.all(".locations strong")] == ["Atelier Linden", "Linden on Hudson"]
    walker.follow("Linden on Hudson")
    assert walker.page.path == f"/{NEW_YORK}/"
    assert walker.page.all('input[name="utm_source"][value="card"]')


def test_the_first_page_of_a_single_location_is_that_location(walker: Walker, settings: object) -> None:
    settings.LOCATIONS = {BERLIN: settings.LOCATIONS[BERLIN]}  # type: ignore[attr-defined]

    walker.open("/")

    assert walker.page.path == f"/{BERLIN}/"


def test_every_link_keeps_language_looks_and_campaign(walker: Walker) -> None:
    kept = {"lang": ["en"], "theme": ["dark"], "accent": ["7a3e5c"], "corners": ["round"], "utm_source": ["a b"]}
    walker.open(f"/{BERLIN}/?lang=en&theme=dark&accent=7a3e5c&corners=round&utm_source=a+b&nonsense=1")
    walker.choose_services("Short haircut")
    for step in (walker.choose_first_day, walker.choose_time):
        for link in walker.page.all("main a[href^='/']"):
            query = parse_qs(str(link["href"]).partition("?")[2].partition("#")[0])
            assert {name: query.get(name) for name in kept} == kept, link
        step()
    assert "nonsense" not in walker.page.query
    assert walker.page.html.html["data-theme"] == "dark"  # type: ignore[index]


def test_altegio_is_never_asked_with_another_spelling(walker: Walker, sandbox: Sandbox) -> None:
    walker.open(f"/{BERLIN}/")
    walker.choose_services("Short haircut", "Blow-dry")
    walker.choose_first_day()
    walker.choose_time()

    names = {name for asked in sandbox.requests for name, _ in asked.query}
    assert names <= {"service_ids[]", "staff_id", "date", "datetime"}
