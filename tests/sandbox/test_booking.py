from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, time

import pytest

from booking_site.sandbox.server import running
from tests.sandbox.asking import Asker, appointment, booking, check, services

DAY = date(2026, 9, 9)
AT = "2026-09-09T10:00:00+02:00"
NEXT = "2026-09-09T11:00:00+02:00"


@pytest.fixture(autouse=True)
def empty_day(salon):
    for member_id in (6541, 6542, 6543, 6544, 6545, 6548, 7711):
        salon.set_hours(member_id, DAY, [(time(9), time(18))])


def test_a_passed_check_is_empty_at_one_location_and_json_at_the_other(ask):
    empty = ask.post("book_check/4564", check(appointment(AT)))
    new_york = appointment("2026-09-09T10:00:00-04:00", services=(5501,), staff_id=7711)
    told = ask.post("book_check/4565", check(new_york))

    assert (empty.status, empty.body) == (201, b"")
    assert (told.status, told.json) == (201, {"success": True, "data": None, "meta": {"message": "Created"}})


@pytest.mark.parametrize("spelling", [AT, "2026-09-09T08:00:00Z", "2026-09-09T10:00:00", "2026-09-09 10:00:00"])
def test_a_moment_may_be_spelled_in_several_ways(ask, spelling):
    assert ask.post("book_check/4564", check(appointment(spelling))).status == 201


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        (appointment(AT, services=()), 422),
        (appointment("2026-09-13T10:00:00+02:00"), 433),
        (appointment("2026-09-07T10:00:00+02:00"), 433),
        (appointment("2026-09-09T10:07:00+02:00"), 433),
        (appointment("2026-09-09T17:30:00+02:00"), 433),
        (appointment("2026-09-13T10:00:00+02:00", staff_id=0), 436),
        (appointment(AT, services=(3334,)), 438),
        (appointment(AT, services=(9999,), staff_id=0), 438),
        (appointment("2026-09-14T10:00:00+02:00", staff_id=6530), 433),
    ],
)
def test_a_check_says_no_with_a_code_and_the_appointment(ask, wanted, code):
    reply = ask.post("book_check/4564", check(wanted))

    assert reply.status == 422
    assert reply.code == code
    assert reply.json["meta"]["errors"][0]["id"] == 1


def test_a_check_reserves_nothing(ask):
    assert [ask.post("book_check/4564", check(appointment(AT))).status for _ in range(3)] == [201] * 3


def test_the_same_member_cannot_be_in_two_appointments_at_once(ask):
    half_past = appointment("2026-09-09T10:30:00+02:00", id=2)
    reply = ask.post("book_check/4564", check(appointment(AT), half_past))

    assert reply.code == 437
    assert reply.json["meta"]["errors"][0]["id"] == 2


def test_one_after_the_other_or_side_by_side_is_fine(ask):
    after = check(appointment(AT), appointment(NEXT, id=2))
    beside = check(appointment(AT), appointment(AT, id=2, staff_id=6542))

    assert ask.post("book_check/4564", after).status == 201
    assert ask.post("book_check/4564", beside).status == 201


def test_anyone_is_somebody_else_for_the_second_appointment(ask, salon):
    both = [appointment(AT, services=(3313,), staff_id=0), appointment(AT, id=2, services=(3313,), staff_id=0)]
    made = ask.post("book_record/4564", booking(*both)).data

    assert [row["id"] for row in made] == [1, 2]
    assert len({record.team_member_id for record in salon.records}) == 2
    assert {record.master_requested for record in salon.records} == {False}


def test_a_withdrawn_service_is_refused(ask, salon):
    salon.withdraw(4564, 3301)

    assert ask.post("book_check/4564", check(appointment(AT))).code == 438


@pytest.mark.parametrize("body", [[], {}, {"appointments": []}, check({"id": 1}), check(appointment("soon"))])
def test_a_malformed_check_names_the_fields(ask, body):
    reply = ask.post("book_check/4564", body)

    assert reply.status == 422
    assert all(name.startswith("appointments") for name in reply.json["errors"])


def test_a_booked_time_is_gone_and_comes_back_when_cancelled(ask):
    def times():
        return [slot["datetime"] for slot in ask("book_times/4564/6541/2026-09-09", *services(3301)).data]

    [made] = ask.post("book_record/4564", booking(appointment(AT))).data
    address = f"user/records/{made['record_id']}/{made['record_hash']}"
    assert AT not in times()
    gone = ask.delete(address)

    assert (gone.status, gone.body) == (204, b"")
    assert AT in times()
    assert ask.delete(address).status == 404
    [record] = ask(address).data
    assert record["deleted"] is True


def test_a_record_is_read_with_its_hash_only(ask):
    [made] = ask.post("book_record/4564", booking(appointment(AT), comment="Left side")).data
    address = f"{made['record_id']}/{made['record_hash']}"
    record = ask(f"book_record/4564/{address}").data

    assert ask(f"user/records/{address}").data == [record]
    assert record["datetime"] == "2026-09-09T10:00:00+0200"
    assert record["length"] == 3600
    assert record["staff"]["name"] == "Anna K."
    assert [row["title"] for row in record["services"]] == ["Haircut & blow-dry"]
    assert record["comment"] == "Left side"
    assert ask(f"user/records/{made['record_id']}/0").status == 404
    assert ask(f"book_record/4565/{address}").status == 404


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"phone": "12"}, 422, 431),
        ({"phone": "+1 (000) 000-0434"}, 403, 434),
        ({"fullname": "  "}, 422, 435),
    ],
)
def test_a_booking_says_no_to_a_client(ask, changes, status, code):
    reply = ask.post("book_record/4564", booking(appointment(AT), **changes))

    assert (reply.status, reply.code) == (status, code)


def test_a_bad_email_is_an_invalid_field(ask):
    reply = ask.post("book_record/4564", booking(appointment(AT), email="ada"))

    assert list(reply.json["errors"]) == ["email"]


def test_the_second_location_demands_the_code_that_it_sent(ask, salon):
    wanted = appointment("2026-09-09T10:00:00-04:00", services=(5501,), staff_id=7711)
    assert salon.codes == []
    sent = ask.post("book_code/4565", {"phone": "+12125550199"})
    wrong = ask.post("book_record/4565", booking(wanted, code="0000"))
    right = ask.post("book_record/4565", booking(wanted, code="1234"))

    assert (sent.status, wrong.code, right.status) == (201, 432, 201)
    assert salon.codes == ["+12125550199"]
    assert [record.code for record in salon.records] == ["1234"]


def test_the_second_location_wants_notice_of_a_cancellation(ask, salon):
    wanted = appointment("2026-09-09T10:00:00-04:00", services=(5501,), staff_id=7711)
    [made] = ask.post("book_record/4565", booking(wanted, code=1234)).data
    salon.now = lambda: datetime(2026, 9, 9, 13, 0, tzinfo=UTC)

    assert ask.delete(f"user/records/{made['record_id']}/{made['record_hash']}").status == 403


@pytest.mark.parametrize("service_id", [3307, 3308, 3344])
def test_what_only_altegios_own_page_books_passes_the_check_but_not_the_booking(ask, salon, service_id):
    salon.set_hours(6547, DAY, [(time(9), time(18))])
    wanted = appointment(AT, services=(service_id,), staff_id=0)
    reply = ask.post("book_record/4564", booking(wanted))

    assert ask.post("book_check/4564", check(wanted)).status == 201
    assert reply.status == 422
    assert "errors" not in reply.json["meta"]
    assert salon.records == []


def test_all_appointments_are_booked_or_none(ask, salon):
    reply = ask.post("book_record/4564", booking(appointment(AT), appointment("2026-09-13T10:00:00+02:00", id=2)))

    assert reply.code == 433
    assert salon.records == []


def test_of_eight_who_want_the_same_time_one_gets_it(ask, salon):
    with ThreadPoolExecutor(8) as pool:
        replies = list(pool.map(lambda _: ask.post("book_record/4564", booking(appointment(AT))), range(8)))

    assert sorted(reply.status for reply in replies) == [201] + [422] * 7
    assert {reply.code for reply in replies if reply.status == 422} == {433}
    assert len(salon.records) == 1


def test_two_servers_know_nothing_of_each_other(ask, sandbox):
    ask.post("book_record/4564", booking(appointment(AT)))
    with running(now=sandbox.salon.now, rate_limited=False) as other:
        other.salon.set_hours(6541, DAY, [(time(9), time(18))])
        reply = Asker(other).post("book_check/4564", check(appointment(AT)))

        assert reply.status == 201
        assert other.salon.records == []
        assert len(other.requests) == 1
