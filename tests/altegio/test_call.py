from __future__ import annotations

import pytest

from widget.altegio.call import Call, Deadline


@pytest.mark.parametrize(
    ("path", "endpoint"),
    [("company/4564", "company"), ("user/records/2820023/567df655304da9b9", "user"), ("companies", "companies")],
)
def test_the_endpoint_names_a_call_without_telling_whose_it_is(path, endpoint):
    assert Call("GET", path, Deadline.after(1)).endpoint == endpoint


def test_a_deadline_runs_out():
    assert 0 < Deadline.after(60).seconds_left <= 60
    assert Deadline.after(-1).seconds_left < 0


def test_a_call_can_be_a_key_whatever_it_carries():
    deadline = Deadline.after(1)

    assert hash(Call("POST", "book_check/1", deadline, body={"a": []})) == hash(Call("POST", "book_check/1", deadline))


@pytest.mark.parametrize(
    ("method", "path", "is_repeatable", "is_urgent", "is_booking"),
    [
        ("GET", "book_times/4564/0/2026-09-21", True, False, False),
        ("GET", "book_record/4564/1/a1", True, False, False),
        ("GET", "privacy_policy/4564", True, False, False),
        ("POST", "book_check/4564", True, True, False),
        ("POST", "book_record/4564", False, True, True),
        ("POST", "book_code/4564", False, True, False),
        ("DELETE", "user/records/1/a1", False, True, False),
    ],
)
def test_what_brings_something_about_is_urgent_and_sent_once_over_a_connection_of_its_own(
    method, path, is_repeatable, is_urgent, is_booking
):
    call = Call(method, path, Deadline.after(1))

    assert (call.is_repeatable, call.is_urgent, call.is_booking) == (is_repeatable, is_urgent, is_booking)
    assert call.needs_fresh_connection is not is_repeatable
