from __future__ import annotations

from datetime import date, time

import pytest


def control(ask, method, path, body=None):
    return ask.send(method, f"/_sandbox/{path}", body, headers={})


def test_faults_are_set_and_cleared_over_http(ask):
    body = {"kind": "error", "endpoint": "company", "times": 5, "status": 503}
    assert control(ask, "POST", "faults", body).status == 204
    during = ask("company/4564").status
    assert control(ask, "DELETE", "faults").status == 204

    assert (during, ask("company/4564").status) == (503, 200)


def test_a_time_is_taken_over_http_once(ask, salon):
    salon.set_hours(6541, date(2026, 9, 9), [(time(9), time(12))])
    body = {"location_id": 4564, "team_member_id": 6541, "starts_at": "2026-09-09T10:00:00+02:00", "minutes": 60}
    replies = [control(ask, "POST", "take", body) for _ in range(2)]

    assert [reply.status for reply in replies] == [201, 409]
    assert replies[0].json == {"record_id": salon.records[0].id}


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("faults", {"kind": "nonsense"}, 400),
        ("faults", {}, 400),
        ("faults", [], 400),
        ("take", {"location_id": 1}, 400),
        ("nothing", {}, 404),
    ],
)
def test_nonsense_is_told_apart(ask, path, body, status):
    assert control(ask, "POST", path, body).status == status
