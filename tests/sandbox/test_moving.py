from __future__ import annotations

from datetime import date, time

import pytest

from tests.sandbox.asking import HEADERS, appointment, booking, services

DAY = date(2026, 9, 9)
AT, NEXT = "2026-09-09T10:00:00+02:00", "2026-09-09T11:00:00+02:00"
WITH_USER = HEADERS | {"Authorization": "Bearer sandbox, User someone"}


@pytest.fixture(autouse=True)
def empty_day(salon):
    salon.set_hours(6541, DAY, [(time(9), time(13))])


@pytest.fixture
def record(ask, salon):
    ask.post("book_record/4564", booking(appointment(AT), comment="Left side"))
    return salon.records[0]


@pytest.fixture
def move(ask, record):
    def move(body, *, location_id=4564, headers=WITH_USER):
        return ask.send("PUT", f"/api/v1/book_record/{location_id}/{record.id}", body, headers=headers)

    return move


def times(ask):
    return {slot["datetime"] for slot in ask("book_times/4564/6541/2026-09-09", *services(3301)).data}


def test_a_record_is_moved_and_its_old_time_is_free_again(ask, move, record):
    row = move({"datetime": NEXT, "comment": "Right side"}).data

    assert (row["id"], row["datetime"], row["comment"]) == (record.id, "2026-09-09T11:00:00+0200", "Right side")
    assert ask(f"book_record/4564/{record.id}/{record.hash}").data == row
    assert AT in times(ask)
    assert NEXT not in times(ask)


def test_it_may_overlap_its_own_old_time_and_keeps_its_comment(move, record):
    row = move({"datetime": "2026-09-09T10:30:00+02:00"}).data

    assert (row["datetime"], row["comment"], row["length"]) == ("2026-09-09T10:30:00+0200", "Left side", 3600)


def test_it_can_go_to_another_day_and_be_deleted_there(ask, salon, move, record):
    salon.set_hours(6541, date(2026, 9, 10), [(time(9), time(10))])
    move({"datetime": "2026-09-10T09:00:00+02:00", "comment": ""})

    assert record.day == date(2026, 9, 10)
    assert ask("book_times/4564/6541/2026-09-10", *services(3301)).data == []
    assert ask.delete(f"user/records/{record.id}/{record.hash}").status == 204
    assert len(ask("book_times/4564/6541/2026-09-10", *services(3301)).data) == 1


@pytest.mark.parametrize("token", ["Bearer sandbox", "Bearer sandbox, User ", "Bearer sandbox, Bearer someone"])
def test_it_needs_a_user_token(move, record, token):
    reply = move({"datetime": NEXT}, headers=HEADERS | {"Authorization": token})

    assert reply.status == 401
    assert record.starts_at.hour == 10


@pytest.mark.parametrize(
    "taken", ["2026-09-09T12:30:00+02:00", "2026-09-13T10:00:00+02:00", "2026-09-07T10:00:00+02:00"]
)
def test_it_stays_where_it_was_when_the_new_time_is_not_free(ask, move, record, taken):
    reply = move({"datetime": taken, "comment": "Right side"})

    assert (reply.status, reply.code) == (422, 433)
    assert (record.starts_at.hour, record.comment) == (10, "Left side")
    assert AT not in times(ask)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "datetime"),
        ([], "datetime"),
        ({"datetime": "soon"}, "datetime"),
        ({"datetime": NEXT, "comment": 1}, "comment"),
    ],
)
def test_a_malformed_move_names_the_field(move, body, field):
    reply = move(body)

    assert (reply.status, list(reply.json["errors"])) == (422, [field])


def test_what_is_not_there_cannot_be_moved(ask, move, record):
    elsewhere = move({"datetime": NEXT}, location_id=4565)
    ask.delete(f"user/records/{record.id}/{record.hash}")
    deleted = move({"datetime": NEXT})

    assert (elsewhere.status, deleted.status) == (404, 404)
