from __future__ import annotations

from booking_site.sandbox.server import Sandbox
from tests.conftest import BERLIN
from tests.walker import Walker, words


def titles(walker: Walker) -> list[str]:
    return [words(title) for title in walker.page.all(".service .title")]


def test_services_stand_by_category_in_the_businesss_order(walker: Walker) -> None:
    walker.open(f"/{BERLIN}/")

    assert [words(h2) for h2 in walker.page.all(".category h2")] == [
        "Hair", "Colour", "Nails", "Brows & lashes", "Face & body",
    ]  # fmt: skip
    assert titles(walker)[:3] == ["Haircut & blow-dry", "Short haircut", "Blow-dry & styling"]


def test_a_checkbox_is_labelled_with_title_and_price(walker: Walker) -> None:
    walker.open(f"/{BERLIN}/")

    label = walker.page.html.select_one('label[for="service-3302"]')
    assert words(label) == "Short haircut €42 – €52"
    assert walker.page.all('input[type=checkbox][name=service][value="3302"]')


def test_the_duration_is_told_only_when_it_is_known(walker: Walker) -> None:
    walker.open(f"/{BERLIN}/")
    assert not walker.page.all(".duration")

    walker.open(f"/{BERLIN}/?team_member=6542")
    assert "45 min" in words(walker.page.html.select_one('label[for="service-3302"]'))


def test_with_a_person_chosen_only_what_they_do_is_listed(walker: Walker) -> None:
    walker.open(f"/{BERLIN}/?team_member=6546")

    assert titles(walker)
    assert [words(h2) for h2 in walker.page.all(".category h2")] == ["Nails"]


def test_an_unknown_person_is_let_go(walker: Walker) -> None:
    page = walker.open(f"/{BERLIN}/?team_member=1")

    assert page.errors == ["choice-changed"]
    assert "team_member" not in page.query


def test_markup_in_a_description_is_text(walker: Walker) -> None:
    walker.open(f"/{BERLIN}/")

    about = walker.page.html.select_one("#about-3313")
    assert about is not None
    assert {tag.name for tag in about.find_all(True)} <= {"br"}
    assert "&amp;" not in words(about)


def test_a_search_finds_words_in_any_case_and_without_accents(walker: Walker) -> None:
    walker.open(f"/{BERLIN}/?q=MÄNICURE+gel")

    assert titles(walker) == ["Gel manicure"]


def test_a_search_keeps_what_is_ticked(walker: Walker) -> None:
    walker.open(f"/{BERLIN}/")
    form_page = walker.choose_services("Short haircut", button="Find")
    assert form_page.path == f"/{BERLIN}/"

    walker.open(f"{form_page.url}&q=manicure")

    assert "Short haircut" in titles(walker)
    assert "Gel manicure" in titles(walker)
    assert "Balayage" not in titles(walker)
    assert [box["value"] for box in walker.page.all("input[name=service][checked]")] == ["3302"]


def test_a_search_without_a_result_says_so_and_leads_back(walker: Walker) -> None:
    walker.open(f"/{BERLIN}/?q=astrology")

    assert "Nothing found" in walker.page.text
    walker.follow("Show all services")
    assert len(titles(walker)) > 20


def test_whoever_comes_back_to_add_a_service_keeps_day_and_time(walker: Walker) -> None:
    walker.open(f"/{BERLIN}/")
    walker.choose_services("Single nail repair")
    walker.choose_first_day()
    chosen = walker.choose_time()

    walker.follow(walker.page.all(f".facts [formaction^='/{BERLIN}/?']")[0])
    walker.choose_services("Classic manicure")

    assert walker.page.path == chosen.path
    assert "Single nail repair" in walker.page.text
    assert "Classic manicure" in walker.page.text


def test_an_empty_menu_is_closed_online(walker: Walker, sandbox: Sandbox) -> None:
    empty = {"success": True, "data": {"events": [], "services": [], "category": []}, "meta": []}
    sandbox.faults.add("answer", "book_services", status=200, body=empty)

    assert walker.open(f"/{BERLIN}/").errors == ["location-closed"]


def test_upstream_text_is_always_escaped(walker: Walker, sandbox: Sandbox) -> None:
    evil = "<img src=x onerror=alert(1)>\"'&"
    menu = {
        "services": [{"id": 1, "title": evil, "category_id": 2, "price_min": 1, "price_max": 2, "comment": evil}],
        "category": [{"id": 2, "title": evil}],
    }
    company = {"id": BERLIN, "title": evil, "timezone_name": "Europe/Berlin", "phone": evil, "address": evil,
               "currency_short_title": evil}  # fmt: skip
    sandbox.faults.add("answer", "book_services", status=200, body={"success": True, "data": menu, "meta": []})
    sandbox.faults.add("answer", "company", status=200, body={"success": True, "data": company, "meta": []})

    page = walker.open(f"/{BERLIN}/")

    assert page.status == 200
    assert not page.all("img")
    assert evil in page.text
