"""What a booking says of the client and of the business's own questions."""

from __future__ import annotations

from datetime import date, time

import pytest

from tests.sandbox.asking import appointment, booking, check

DAY = date(2026, 9, 9)
AT = "2026-09-09T10:00:00+02:00"


@pytest.fixture(autouse=True)
def empty_day(salon):
    salon.set_hours(6541, DAY, [(time(9), time(18))])


def test_all_that_was_sent_is_on_the_record(ask, salon):
    sent = {
        "surname": "Vale",
        "patronymic": "Mae",
        "comment": "Left side",
        "api_id": 777,
        "notify_by_sms": 6,
        "notify_by_email": "24",
        "code": 1234,
    }
    ask.post("book_record/4564", booking(appointment(AT), **sent))
    [record] = salon.records

    assert (record.fullname, record.surname, record.patronymic) == ("Ada Vale", "Vale", "Mae")
    assert (record.comment, record.api_id, record.code) == ("Left side", 777, "1234")
    assert (record.notify_by_sms, record.notify_by_email) == (6, 24)


def test_what_was_not_sent_is_empty(ask, salon):
    ask.post("book_record/4564", booking(appointment(AT), surname=None))
    [record] = salon.records

    assert (record.surname, record.patronymic, record.code, record.api_id, record.custom_fields) == ("", "", "", "", {})
    assert (record.notify_by_sms, record.notify_by_email) == (0, 0)


def test_custom_fields_come_for_all_appointments_or_for_one(ask, salon):
    first = appointment(AT) | {"custom_fields": {"hair": ["Short"], "visit": 2}}
    second = appointment("2026-09-09T12:00:00+02:00", id=2)
    ask.post("book_record/4564", booking(first, second, custom_fields={"visit": 1}))

    assert [record.custom_fields for record in salon.records] == [{"hair": ["Short"], "visit": 2}, {"visit": 1}]


@pytest.mark.parametrize("sent", [[], "hair", 1, None])
def test_custom_fields_have_to_be_an_object(ask, salon, sent):
    own = appointment(AT) | {"custom_fields": sent}
    of_all = ask.post("book_record/4564", booking(appointment(AT), custom_fields=sent))
    of_one = ask.post("book_record/4564", booking(own))
    checked = ask.post("book_check/4564", check(own))

    assert (of_all.status, list(of_all.json["errors"])) == (422, ["custom_fields"])
    assert (of_one.status, list(of_one.json["errors"])) == (422, ["appointments.0.custom_fields"])
    assert (checked.status, list(checked.json["errors"])) == (422, ["appointments.0.custom_fields"])
    assert salon.records == []


@pytest.mark.parametrize("name", ["notify_by_sms", "notify_by_email"])
@pytest.mark.parametrize("sent", ["", "soon", "-1", -1, 1.5, True, None, [6]])
def test_reminders_are_hours(ask, salon, name, sent):
    reply = ask.post("book_record/4564", booking(appointment(AT), **{name: sent}))

    assert (reply.status, list(reply.json["errors"])) == (422, [name])
    assert salon.records == []


def test_a_record_tells_its_own_length_and_prices(ask):
    [made] = ask.post("book_record/4564", booking(appointment(AT, services=(3301, 3304)), api_id="777")).data
    record = ask(f"book_record/4564/{made['record_id']}/{made['record_hash']}").data

    assert record["length"] == (60 + 45) * 60
    assert [(row["id"], row["seance_length"]) for row in record["services"]] == [(3301, 3600), (3304, 2700)]
    assert all(row["cost"] == row["price_min"] == row["price_max"] for row in record["services"])
    assert record["api_id"] == "777"


def test_no_code_is_sent_to_what_is_no_phone(ask, salon):
    assert ask.post("book_code/4564", {"phone": "12"}).code == 431
    assert ask.post("book_code/4564", {}).status == 422
    assert salon.codes == []


def test_each_code_is_counted(ask, salon):
    for phone in ("+12125550199", "12125550199"):
        ask.post("book_code/4564", {"phone": phone, "fullname": "Ada"})

    assert salon.codes == ["+12125550199", "12125550199"]
