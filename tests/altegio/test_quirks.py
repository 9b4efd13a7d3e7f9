"""One test for each file of tests/payloads, named after it; those of refusals are in test_refusals."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from tests.altegio.asking import BERLIN, MONDAY, WANTED, answered
from tests.altegio.payloads import FOLDER, payload
from widget.altegio.errors import BookingError, MalformedAnswer
from widget.domain.availability import OpenDays
from widget.domain.money import PriceRange
from widget.domain.service import ServiceCategory, ServiceMenu
from widget.domain.team import Rating

HOUR = timedelta(hours=1)


def location(name):
    return answered(payload(name)).location(4564)


def menu(name):
    return answered(payload(name)).menu(4564)


def team(name):
    return answered(payload(name)).team(4564)


def open_days(name, asked=MONDAY):
    return answered(payload(name)).open_days(4564, asked, service_ids=[331])


def slots(name, day=MONDAY, zone=BERLIN):
    return answered(payload(name)).slots(4564, day, zone=zone, service_ids=[331])


def september(*days):
    return tuple(date(2026, 9, day) for day in days)


def test_company():
    found = location("company.json")

    assert (found.id, found.title, found.currency) == (4564, "Nail studio", "$")
    assert found.zone == ZoneInfo("America/New_York")
    assert (found.phone, found.address) == ("+13155550175", "New York, 787 Jackson Drive")
    assert found.logo_url == "https://app.alteg.io/uploads/logo.png"
    assert found.is_active
    assert found.allows_anyone
    assert (found.schedule, found.description) == ("Mon-Sun 9-21", "Nails & brows.")


def test_company_about_html():
    found = location("company_about_html.json")

    assert found.schedule == "Mon–Fri 9–20\nSat <10–16>"
    assert found.description == "Hair & nails.\nSince 1998."


def test_company_strings_for_numbers():
    found = location("company_strings_for_numbers.json")

    assert (found.id, found.title, found.logo_url) == (4564, "Студия", "")
    assert found.zone == ZoneInfo("Europe/Moscow")
    assert found.is_active
    assert not found.allows_anyone


def test_company_zone_in_hours():
    found = location("company_zone_in_hours.json")

    assert found.zone == timezone(timedelta(hours=5, minutes=30))
    assert found.is_active
    assert not found.allows_anyone


def test_company_phones_only():
    assert location("company_phones_only.json").phone == "+13155550175"


def test_company_closed():
    found = location("company_closed.json")

    assert not found.is_active
    assert not found.allows_anyone


def test_services_unfiltered_null_length():
    found = menu("services_unfiltered_null_length.json")

    assert found.categories == (ServiceCategory(1895572, "Nails"), ServiceCategory(1895571, "Hair care"))
    assert [service.id for service in found.services] == [331, 99055, 1896208]
    assert [service.duration for service in found.services] == [None, None, None]
    assert found.services[0].price == PriceRange(Decimal(45), Decimal(60))


def test_services_for_member():
    haircut, wash = menu("services_for_member.json").services

    assert (haircut.duration, wash.duration) == (HOUR, timedelta(minutes=15))
    assert haircut.price == PriceRange(Decimal("52.5"), Decimal("52.5"))
    assert haircut.price.is_fixed


def test_services_html():
    [service] = menu("services_html.json").services

    assert service.description == "Wash, cut & finish.\nBring dry hair."


def test_services_strings_for_numbers():
    colour, haircut = menu("services_strings_for_numbers.json").services

    assert (colour.id, colour.category_id, colour.duration) == (332, 1895571, None)
    assert (haircut.id, haircut.duration) == (331, HOUR)
    assert haircut.price == PriceRange(Decimal("45.5"), Decimal(60))


def test_services_price_not_set():
    consultation, trial, colour = menu("services_price_not_set.json").services

    assert consultation.price is None
    assert trial.price == PriceRange(Decimal(0), Decimal(15))
    assert colour.price == PriceRange(Decimal(89), Decimal(89))


def test_services_empty():
    assert menu("services_empty.json") == ServiceMenu()


def test_staff():
    james, peter = team("staff.json")

    assert (james.id, james.name, james.role) == (16, "James", "Barber")
    assert james.rating == Rating(Decimal("4.8"))
    assert james.photo_url == "https://be.cdn.alteg.io/images/james-sm.jpg"
    assert (peter.id, peter.role) == (32, "Senior barber")
    assert peter.photo_url == "https://be.cdn.alteg.io/images/peter.jpg"
    assert james.is_bookable


def test_staff_position_list():
    [peter] = team("staff_position_list.json")

    assert (peter.role, peter.rating, peter.photo_url) == ("", None, "")


def test_staff_fired_and_unbookable():
    found = team("staff_fired_and_unbookable.json")

    assert [(member.name, member.is_bookable) for member in found] == [("Peter", False), ("Ada", True)]


def test_staff_ratings():
    ratings = [member.rating for member in team("staff_ratings.json")]

    assert ratings == [Rating(Decimal("3.5")), None, None, None]


def test_staff_without_photo():
    assert [member.photo_url for member in team("staff_without_photo.json")] == ["", ""]


def test_list_as_object_with_numeric_keys():
    assert [member.id for member in team("list_as_object_with_numeric_keys.json")] == [16, 32]


def test_dates():
    assert open_days("dates.json") == OpenDays(september(21, 23), frozenset(september(21, 22, 23)))


@pytest.mark.parametrize("asked", [date(2026, 12, 1), date(2026, 12, 31), date(2026, 2, 1)])
def test_dates_new_year_months_unordered(asked):
    found = open_days("dates_new_year_months_unordered.json", asked)

    assert found.free == (date(2026, 12, 6), date(2026, 12, 27), date(2027, 1, 10))
    assert date(2027, 1, 11) in found.working


def test_dates_days_as_strings():
    found = open_days("dates_days_as_strings.json")

    assert found == OpenDays(september(4, 21), frozenset(september(4, 5, 21)))


def test_dates_empty_lists():
    assert open_days("dates_empty_lists.json") == OpenDays()


def test_dates_missing_booking_dates():
    found = open_days("dates_missing_booking_dates.json")

    assert found == OpenDays(september(21, 23), frozenset(september(21, 22, 23)))


def test_dates_disagreeing():
    assert open_days("dates_disagreeing.json") == OpenDays(september(21), frozenset(september(21, 22)))


def test_dates_unsorted_duplicated():
    found = open_days("dates_unsorted_duplicated.json", date(2026, 12, 1))

    assert found.free == (date(2026, 12, 6), date(2026, 12, 20), date(2027, 1, 10))


def test_dates_unix():
    assert open_days("dates_unix.json").free == september(21, 23)


def test_dates_as_object_with_numeric_keys():
    found = open_days("dates_as_object_with_numeric_keys.json")

    assert found == OpenDays(september(21, 23), frozenset(september(21, 23)))


def test_times():
    first, second = slots("times.json")

    assert first.wire_datetime == "2026-09-21T15:30:00-05:00"
    assert first.starts_at.isoformat() == "2026-09-21T15:30:00-05:00"
    assert first.duration == timedelta(minutes=90)
    assert second.starts_at.hour == 16


def test_times_unpadded():
    # In Altegio's order: sorting is the business of those who show them.
    assert [slot.starts_at.hour for slot in slots("times_unpadded.json")] == [10, 9]


def test_times_without_datetime():
    [slot] = slots("times_without_datetime.json")

    assert slot.starts_at == datetime(2026, 9, 21, 9, 30, tzinfo=BERLIN)
    assert slot.wire_datetime == "2026-09-21T09:30:00+02:00"


@pytest.mark.parametrize(
    ("name", "wire"),
    [
        ("times_offset_without_colon.json", "2026-09-21T09:30:00-0500"),
        ("times_milliseconds.json", "2026-09-21T09:30:00.000-05:00"),
    ],
)
def test_times_with_another_spelling_of_the_offset(name, wire):
    [slot] = slots(name)

    assert slot.wire_datetime == wire
    assert slot.starts_at.isoformat() == "2026-09-21T09:30:00-05:00"


def test_times_zulu():
    [slot] = slots("times_zulu.json")

    assert slot.wire_datetime == "2026-09-21T07:30:00Z"
    assert slot.starts_at.isoformat() == "2026-09-21T09:30:00+02:00"


def test_times_naive():
    [slot] = slots("times_naive.json")

    assert slot.wire_datetime == "2026-09-21 09:30:00"
    assert slot.starts_at.isoformat() == "2026-09-21T09:30:00+02:00"


def test_times_empty():
    assert slots("times_empty.json") == ()


def test_times_without_lengths():
    assert [slot.duration for slot in slots("times_without_lengths.json")] == [None, timedelta(minutes=30)]


def test_times_hour_repeated():
    first, second = slots("times_hour_repeated.json", date(2026, 10, 25))

    assert first.starts_at.time() == second.starts_at.time()
    assert second.starts_at.astimezone(UTC) - first.starts_at.astimezone(UTC) == HOUR


def test_times_after_midnight():
    assert [slot.day for slot in slots("times_after_midnight.json")] == list(september(21, 22))


def test_meta_object_on_success():
    assert len(slots("meta_object_on_success.json")) == 1


@pytest.mark.parametrize("status", [200, 201])
@pytest.mark.parametrize("name", ["check_created.json", "check_created_without_data.json", "check_created_empty.txt"])
def test_check_created(name, status):
    assert answered(payload(name), status).check(4564, [WANTED]) is None


@pytest.mark.parametrize("status", [200, 201])
def test_success_false_on_200(status):
    with pytest.raises(BookingError):
        answered(payload("success_false_on_200.json"), status).check(4564, [WANTED])


def test_without_envelope():
    with pytest.raises(MalformedAnswer):
        slots("without_envelope.json")


def test_no_payload_is_unused():
    names = {path.name for path in FOLDER.iterdir()}
    tests = "".join(path.read_text() for path in FOLDER.parent.rglob("*.py"))

    assert "company.json" in names
    assert {name for name in names if f'"{name}"' not in tests} == set()
