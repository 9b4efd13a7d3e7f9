from __future__ import annotations

import http.client
import json
from threading import Thread, Timer
from time import monotonic, sleep

import pytest

from booking_site.sandbox.server import running
from tests.sandbox.asking import Asker, appointment, booking


def test_a_fault_meets_its_endpoint_as_often_as_said(ask, sandbox):
    fault = sandbox.faults.add("error", "company", times=2, status=503)
    statuses = [ask("company/4564").status for _ in range(3)]

    assert statuses == [503, 503, 200]
    assert ask("privacy_policy/4564").status == 200
    assert fault.met == 2


def test_the_newest_fault_wins_until_it_is_cancelled(ask, sandbox):
    sandbox.faults.add("error")
    newest = sandbox.faults.add("html")
    first = ask("company/4564").status
    newest.cancel()
    second = ask("company/4564").status
    sandbox.faults.clear()

    assert (first, second, ask("company/4564").status) == (502, 500, 200)


@pytest.mark.parametrize(("kind", "options", "wrong"), [("sloow", {}, ValueError), ("slow", {"second": 1}, TypeError)])
def test_a_misspelt_fault_fails_at_once(sandbox, kind, options, wrong):
    with pytest.raises(wrong):
        sandbox.faults.add(kind, **options)


def test_slow_answers_late(ask, sandbox):
    sandbox.faults.add("slow", seconds=0.2)
    begun = monotonic()

    assert ask("company/4564").status == 200
    assert monotonic() - begun >= 0.2


def test_hang_ends_when_it_is_cleared(ask, sandbox):
    sandbox.faults.add("hang")
    Timer(0.1, sandbox.faults.clear).start()

    with pytest.raises(http.client.RemoteDisconnected):
        ask("company/4564")
    assert [received.status for received in sandbox.requests] == [0]


def test_hang_does_not_outlive_the_server():
    def ask_in_vain(ask):
        with pytest.raises(ConnectionError):
            ask("company/4564")

    with running() as sandbox:
        sandbox.faults.add("hang")
        thread = Thread(target=ask_in_vain, args=[Asker(sandbox)])
        thread.start()
        while not sandbox.requests:
            sleep(0.01)
        begun = monotonic()
    thread.join(5)

    assert not thread.is_alive()
    assert monotonic() - begun < 2


@pytest.mark.parametrize("kind", ["drip", "drip_headers"])
def test_a_drip_brings_the_right_answer_slowly(ask, sandbox, kind):
    sandbox.faults.add(kind, seconds=0.002)
    begun = monotonic()

    assert ask("privacy_policy/4564").data is None
    assert monotonic() - begun >= 0.05


def test_a_drip_is_sent_byte_by_byte(ask, sandbox):
    sandbox.faults.add("drip", seconds=30)
    Timer(0.2, sandbox.faults.clear).start()

    assert ask("privacy_policy/4564").data is None


@pytest.mark.parametrize(("options", "header"), [({}, None), ({"retry_after": 7}, "7")])
def test_rate_may_say_when_to_come_back(ask, sandbox, options, header):
    sandbox.faults.add("rate", **options)
    reply = ask("company/4564")

    assert reply.status == 429
    assert reply.headers["Retry-After"] == header
    assert sandbox.refused_by_rate == 0


def test_html_is_no_json(ask, sandbox):
    sandbox.faults.add("html")
    reply = ask("company/4564")

    assert reply.status == 502
    assert reply.body.startswith(b"<html>")


def test_truncated_is_half_of_the_json(ask, sandbox):
    whole = ask("company/4564").body
    sandbox.faults.add("truncated")
    reply = ask("company/4564")

    assert reply.status == 200
    assert reply.body == whole[: len(whole) // 2]
    with pytest.raises(json.JSONDecodeError):
        _ = reply.json


def test_short_promises_more_than_it_sends(ask, sandbox):
    sandbox.faults.add("short")

    with pytest.raises(http.client.IncompleteRead):
        ask("company/4564")


@pytest.mark.parametrize(("after", "booked"), [(False, 0), (True, 1)])
def test_drop_loses_the_answer_and_perhaps_the_booking(ask, sandbox, after, booked):
    sandbox.faults.add("drop", "book_record", after=after)
    slot = ask("book_times/4564/6541/2026-09-09", ("service_ids[]", 3301)).data[0]["datetime"]

    with pytest.raises(http.client.RemoteDisconnected):
        ask.post("book_record/4564", booking(appointment(slot)))
    assert len(sandbox.salon.records) == booked


def test_redirect_leads_elsewhere(ask, sandbox):
    sandbox.faults.add("redirect")
    reply = ask("company/4564")

    assert reply.status == 302
    assert reply.headers["Location"]


def test_huge_is_huge(ask, sandbox):
    sandbox.faults.add("huge", megabytes=2)

    assert len(ask("company/4564").body) > 2 * 1024 * 1024


def test_empty_is_empty(ask, sandbox):
    sandbox.faults.add("empty")
    reply = ask("company/4564")

    assert (reply.status, reply.body) == (200, b"")


@pytest.mark.parametrize(("body", "sent"), [("text", b"text"), (b"\xff", b"\xff"), ({"a": 1}, b'{"a": 1}')])
def test_any_answer_can_be_dictated(ask, sandbox, body, sent):
    sandbox.faults.add("answer", status=418, body=body)
    reply = ask("company/4564")

    assert (reply.status, reply.body) == (418, sent)


SAID = "The selected time is already taken or is not working."
FILTERS = {"filters": ["Invalid filter state"]}
ERROR = {"code": 433, "message": SAID, "id": 2}


@pytest.mark.parametrize(
    ("shape", "body"),
    [
        ("A", {"success": False, "data": None, "meta": {"message": SAID}}),
        ("B", {"success": False, "data": None, "meta": {"message": "An error has occurred", "errors": [ERROR]}}),
        (
            "C",
            {
                "success": False,
                "data": None,
                "meta": {"message": SAID, "errors": {"filters": ["Invalid filter state"]}},
            },
        ),
        ("D", {"errors": ERROR, "meta": {"message": SAID}}),
        (
            "E",
            {
                "success": False,
                "data": None,
                "meta": {"message": "The given data was invalid."},
                "errors": {"email": ["The email field is required."]},
            },
        ),
        ("F", {"errors": ERROR}),
        ("G", {"success": False, "data": None, "meta": {"message": "Access denied."}}),
        ("H", {"success": False, "data": None, "meta": {}}),
    ],
)
def test_refuse_takes_every_shape(ask, sandbox, shape, body):
    sandbox.faults.add("refuse", "book_check", shape=shape, appointment_id=2)
    reply = ask.post("book_check/4564", {})

    assert reply.status == 422
    assert reply.json == body


def test_a_connection_is_kept_alive_and_quick(ask):
    connection = http.client.HTTPConnection(ask.netloc, timeout=5)
    begun = monotonic()
    for _ in range(50):
        connection.request("GET", "/images/logos/4564.png")
        connection.getresponse().read()
    connection.close()

    # Forty milliseconds each is what a delayed acknowledgement would cost.
    assert monotonic() - begun < 1
