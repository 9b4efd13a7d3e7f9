from __future__ import annotations

from datetime import date, time

import pytest

from tests.sandbox.asking import services


def by_id(rows):
    return {row["id"]: row for row in rows}


def test_the_company_says_where_and_when_it_is(ask):
    company = ask("company/4564").data

    assert company["timezone_name"] == "Europe/Berlin"
    assert company["currency_short_title"] == "€"
    assert company["show_any_master"] is True
    assert company["active"] == 1


def test_the_next_slot_is_only_there_when_asked_for(ask):
    assert "next_slot" not in ask("company/4564").data
    assert ask("company/4564", ("forBooking", 1)).data["next_slot"].endswith("+02:00")


def test_lengths_are_known_and_prices_exact_only_with_a_team_member(ask):
    anyone = by_id(ask("book_services/4564").data["services"])
    anna = by_id(ask("book_services/4564", ("staff_id", 6541)).data["services"])

    assert {row["seance_length"] for row in anyone.values()} == {None}
    assert (anyone[3301]["price_min"], anyone[3301]["price_max"]) == (62, 84)
    assert anna[3301]["seance_length"] == 3600
    assert anna[3301]["price_min"] == anna[3301]["price_max"] == 84
    assert 3334 not in anna


def test_services_offered_at_a_moment_are_those_that_fit_then(ask, salon):
    salon.take_day(4564, 6543, date(2026, 9, 9))
    found = ask("book_services/4564", ("staff_id", 6543), ("datetime", "2026-09-09T12:00")).data

    assert found == {"events": [], "services": [], "category": []}


def test_only_members_who_offer_everything_are_listed(ask):
    rows = ask("book_staff/4564", *services(3301, 3313)).data

    assert {row["id"] for row in rows} == {6541, 6544, 6545}


def test_the_raw_list_holds_who_has_left_and_who_is_away(ask):
    rows = by_id(ask("book_staff/4564").data)

    assert rows[6530]["fired"] == 1
    assert rows[6549]["bookable"] is False
    assert "seance_date" not in rows[6549]
    assert rows[6548]["position"] == []
    assert rows[6548]["avatar"].endswith("no-master-sm.png")


def test_who_cannot_start_then_is_not_bookable(ask, salon):
    slot = ask("book_times/4564/6541/2026-09-09", *services(3301)).data[0]["datetime"]
    query = [*services(3301), ("datetime", slot)]
    before = by_id(ask("book_staff/4564", *query).data)[6541]["bookable"]
    salon.take_day(4564, 6541, date(2026, 9, 9))
    after = by_id(ask("book_staff/4564", *query).data)[6541]["bookable"]

    assert (before, after) == (True, False)


def test_anyone_is_everyone_together(ask):
    asked = services(3313)
    each = [
        {slot["datetime"] for slot in ask(f"book_times/4564/{who}/2026-09-09", *asked).data}
        for who in (6541, 6544, 6545)
    ]
    anyone = {slot["datetime"] for slot in ask("book_times/4564/0/2026-09-09", *asked).data}

    assert anyone == set.union(*each)


def test_times_have_no_leading_zero_and_datetimes_the_locations_offset(ask, salon):
    salon.set_hours(6541, date(2026, 9, 9), [(time(9, 0), time(9, 15))])
    [slot] = ask("book_times/4564/6541/2026-09-09").data

    assert slot == {
        "time": "9:00",
        "seance_length": 900,
        "sum_length": 900,
        "datetime": "2026-09-09T09:00:00+02:00",
    }


def test_a_month_is_answered_alone_and_a_range_overrides_it(ask):
    month = ask("book_dates/4564", ("date", "2026-10-15")).data
    both = ask("book_dates/4564", ("date", "2026-10-15"), ("date_from", "2026-11-02"), ("date_to", "2026-11-08")).data
    one_end = ask("book_dates/4564", ("date", "2026-10-15"), ("date_from", "2026-11-02")).data

    assert set(month["working_days"]) == {"10"}
    assert set(both["working_days"]) == {"11"}
    assert one_end == month


def test_without_dates_the_whole_horizon_is_answered_in_an_odd_order(ask):
    dates = ask("book_dates/4564").data["booking_dates"]

    assert min(dates) == "2026-09-08"
    assert max(dates) > "2027-03-20"
    assert dates != sorted(dates)


def test_nothing_at_all_is_an_empty_list_where_an_object_was(ask):
    assert ask("book_dates/4564", ("date", "2020-01-01")).data == {
        "booking_days": [],
        "booking_dates": [],
        "working_days": [],
        "working_dates": [],
    }


def test_days_are_numbers_at_one_location_and_text_at_the_other(ask):
    numbers = ask("book_dates/4564", ("date", "2026-10-01")).data["booking_days"]["10"]
    texts = ask("book_dates/4565", ("date", "2026-10-01")).data["booking_days"]["10"]

    assert {type(day) for day in numbers} == {int}
    assert {type(day) for day in texts} == {str}


def test_the_nearest_day_of_a_member_comes_with_its_times(ask):
    nearest = ask("book_staff_seances/4564/6541", *services(3301)).data
    times = ask(f"book_times/4564/6541/{nearest['seance_date']}", *services(3301)).data

    assert nearest["seances"] == times


def test_a_closed_location_offers_nothing(ask, salon):
    salon.close(4564)

    assert ask("company/4564").data["active"] == 0
    assert ask("book_services/4564").data["services"] == []
    assert ask("book_dates/4564").data["booking_dates"] == []


def test_a_withdrawn_service_is_missing(ask, salon):
    salon.withdraw(4564, 3313)

    assert 3313 not in by_id(ask("book_services/4564").data["services"])
    assert ask("book_times/4564/0/2026-09-09", *services(3313)).data == []


def test_privacy_policy_and_booking_form(ask):
    assert ask("privacy_policy/4564").data is None
    assert "Hudson" in ask("privacy_policy/4565").data
    assert ask("bookform/181564").data["company_id"] == 4564


def test_pictures_are_small_and_need_no_token(ask):
    addresses = [row["avatar_big"] for row in ask("book_staff/4564").data] + [ask("company/4565").data["logo"]]
    replies = [ask.send("GET", address.removeprefix(f"http://{ask.netloc}"), headers={}) for address in addresses]

    assert {reply.status for reply in replies} == {200}
    assert all(reply.body.startswith(b"\x89PNG") and len(reply.body) < 20_000 for reply in replies)


@pytest.mark.parametrize("path", ["portraits/nobody.png", "../server.py", "portraits/../../server.py"])
def test_only_pictures_are_served(ask, path):
    assert ask.send("GET", f"/images/{path}", headers={}).status == 404
