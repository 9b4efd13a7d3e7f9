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
