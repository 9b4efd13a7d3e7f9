"""The exact request by which an appointment gets another time, and every way in which that can end."""

from __future__ import annotations

import json
import logging
import traceback
from datetime import date
from zoneinfo import ZoneInfo

import pytest
from responses import matchers

from tests.altegio.asking import ACTS, BASE, HEADERS, METHODS, TOKEN, reading
from tests.altegio.clock import Clock
from tests.altegio.keeping_layer import Upstream, ask, layer, outcome
from tests.altegio.payloads import payload
from tests.altegio.scripted import Instead, answer, scripted
from widget.altegio import booked, rules
from widget.altegio.breaker import Breaker
from widget.altegio.budget import Budget
from widget.altegio.call import Call, Deadline
from widget.altegio.client import Altegio
from widget.altegio.errors import (
    BOOKING_ERRORS,
    AltegioError,
    Busy,
    MalformedAnswer,
    Misconfigured,
    NotFound,
    NotSent,
    Refused,
    RequestInvalid,
    TimeUnavailable,
    Unreachable,
    VisitorBlocked,
)
from widget.altegio.retry import Retry
from widget.altegio.transport import Transport
from widget.altegio.turns import MemoryTurns

USER = "user-token-1"
BOTH = HEADERS | {"Authorization": f"Bearer partner-token, User {USER}"}
WIRE = "2026-09-21T15:30:00.000-0500"
NEW_DAY, OTHER_DAY = date(2026, 9, 21), date(2026, 9, 25)
NEW_YORK = ZoneInfo("America/New_York")
MOVED = answer(payload("appointment.json"))


def client(url=BASE, *, user_token=USER, seconds=60):
    return Altegio(reading(transport(url, user_token=user_token)), Deadline.after(seconds))


def transport(url=BASE, *, user_token=USER):
    return Transport(url, HEADERS, attempt_timeout=20, user_token=user_token)


def moved(altegio):
    return altegio.move(4564, 2820023, WIRE)


def ended(url, **options):
    with pytest.raises(AltegioError) as caught:
        moved(client(url, **options))
    return caught.value


@pytest.fixture
def refused(upstream):
    """The error that a move ends with, once this was the answer."""

    def refused(status, body):
        upstream.put(f"{BASE}/book_record/4564/2820023", status=status, body=body)
        return ended(BASE)

    return refused


def test_a_move_is_one_put_with_both_tokens_and_the_new_time_verbatim(upstream):
    match = [
        matchers.header_matcher(BOTH),
        matchers.query_param_matcher({}),
        matchers.json_params_matcher({"datetime": WIRE}),
    ]
    upstream.put(f"{BASE}/book_record/4564/2820023", body=payload("appointment.json"), match=match)

    assert moved(client()) is None


@pytest.mark.parametrize("body", ["appointment_without_envelope.json", "check_created_empty.txt", "policy_none.json"])
def test_of_a_good_answer_nothing_more_has_to_be_known(upstream, body):
    upstream.put(f"{BASE}/book_record/4564/2820023", body=payload(body))

    assert moved(client()) is None


@pytest.mark.parametrize("method", METHODS)
def test_no_other_call_carries_the_users_token(method):
    with scripted(answer(b"{}", status="404 Not Found")) as server:
        with pytest.raises(AltegioError):
            METHODS[method](client(server.url))

        assert "authorization: bearer partner-token\r\n" in server.requests[0].lower()
        assert USER not in server.requests[0]


def test_before_and_after_a_move_the_pool_knows_only_the_partners_token():
    company = answer(payload("company.json"))
    with scripted(company, MOVED, company) as server:
        altegio = client(server.url)
        altegio.location(4564)
        moved(altegio)
        altegio.location(4564)

        assert [USER in request for request in server.requests] == [False, True, False]


def test_a_move_has_a_connection_of_its_own():
    company = answer(payload("company.json"))
    with scripted(company, MOVED, company) as server:
        altegio = client(server.url)
        altegio.location(4564)
        moved(altegio)
        altegio.location(4564)

        assert server.connections == 2
        assert [request.split(" ")[0] for request in server.requests] == ["GET", "PUT", "GET"]


def test_without_a_users_token_altegio_is_left_to_refuse_it(upstream):
    match = [matchers.header_matcher(HEADERS)]
    body = payload("error_shape_g.json")
    upstream.put(f"{BASE}/book_record/4564/2820023", status=401, body=body, match=match)

    assert type(ended(BASE, user_token="")) is Misconfigured


@pytest.mark.parametrize("name", ["error_shape_b.json", "error_shape_d.json", "error_shape_f.json"])
@pytest.mark.parametrize("code", BOOKING_ERRORS)
def test_each_code_is_its_own_error_and_that_of_the_status_is_none(refused, name, code):
    body = payload(name).replace(b'"code": 433', f'"code": {code}'.encode())
    error = refused(403 if code == 434 else 422, body)

    # No services are sent, so that a 422 among the codes only repeats the status.
    assert type(error) is (TimeUnavailable if code == 422 else BOOKING_ERRORS[code])


@pytest.mark.parametrize(
    "name", ["error_shape_a.json", "error_shape_g.json", "error_shape_h.json", "error_shape_i_empty.txt"]
)
@pytest.mark.parametrize("status", [409, 422])
def test_refused_without_a_code_the_time_is_not_to_be_had(refused, status, name):
    assert type(refused(status, payload(name))) is TimeUnavailable


@pytest.mark.parametrize("name", ["error_shape_c.json", "error_shape_e.json"])
@pytest.mark.parametrize("status", [400, 422])
def test_a_map_of_fields_is_our_mistake(refused, status, name):
    assert type(refused(status, payload(name))) is RequestInvalid


@pytest.mark.parametrize("status", [400, 401, 402, 403, 405])
def test_a_token_or_a_right_that_is_missing_is_for_the_operator(refused, status):
    assert type(refused(status, payload("error_shape_g.json"))) is Misconfigured


def test_a_403_with_its_code_is_about_the_visitor(refused):
    body = payload("error_shape_b.json").replace(b'"code": 433', b'"code": 434')

    assert type(refused(403, body)) is VisitorBlocked


def test_what_is_gone_is_not_found(refused):
    assert type(refused(404, payload("error_shape_h.json"))) is NotFound


@pytest.mark.parametrize("status", [429, 408, 500, 502, 503, 504])
def test_a_full_or_broken_server_has_not_refused(refused, status):
    assert type(refused(status, b"<html>")) is (Busy if status == 429 else Unreachable)


@pytest.mark.parametrize("body", ["error_shape_i.html", "error_shape_i_truncated.txt"])
def test_a_good_status_around_nonsense_says_nothing(refused, body):
    assert type(refused(200, payload(body))) is MalformedAnswer


def test_where_nobody_listens_nothing_was_sent():
    assert type(ended("http://127.0.0.1:1")) is NotSent
    assert type(ended(BASE, seconds=0)) is NotSent


@pytest.mark.parametrize("end", [Instead.RESET, Instead.SILENCE, b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{"])
def test_what_was_sent_without_an_answer_is_unknown_and_never_repeated(end):
    with scripted(end) as server:
        layers = Retry(Breaker(Budget(transport(server.url), MemoryTurns(per_second=100, burst=10))))
        with pytest.raises(Unreachable) as caught:
            moved(Altegio(reading(layers), Deadline.after(0.4)))

        assert not isinstance(caught.value, NotSent)
        assert len(server.requests) == 1


def test_a_move_is_not_repeatable_and_goes_first():
    call = Call("PUT", "book_record/4564/2820023", Deadline.after(1))

    assert (call.is_moving, call.takes_time, call.is_repeatable, call.is_urgent) == (True, True, False, True)
    assert not Call("POST", "book_record/4564", Deadline.after(1)).is_moving
    assert not Call("GET", f"book_record/4564/2820023/{TOKEN}", Deadline.after(1)).is_moving


@pytest.mark.parametrize(
    "end",
    [
        Instead.RESET,
        MOVED,
        answer(b'{"errors": {"code": 433, "message": "Ada is there"}}', status="422 Unprocessable"),
        answer(b"{}", status="401 Unauthorized"),
        answer(b"", f"Location: /elsewhere/{USER}", status="302 Found"),
    ],
)
def test_neither_token_nor_appointment_nor_time_is_given_away(end, caplog):
    caplog.set_level(logging.DEBUG)
    told = ""
    with scripted(end) as server:
        altegio = client(server.url)
        try:
            moved(altegio)
        except AltegioError as error:
            told = "".join(traceback.format_exception_only(error)) + repr(error) + repr(error.__cause__)

    secrets = (USER, "partner-token", "2820023", "15:30", "Ada")
    assert [secret for secret in secrets if secret in caplog.text + told + repr(altegio.tally)] == []


@pytest.fixture
def fresh():
    """The layer that keeps answers, with the free times of two days in it; and what stands below it."""
    below = Upstream()
    keeping = layer(below, Clock())
    for day in (NEW_DAY, OTHER_DAY):
        keeping(ask(f"book_times/4564/0/{day}"))
    below.calls.clear()
    return keeping, below


def asks_again(keeping, below, day):
    below.calls.clear()
    below.error = None
    keeping(ask(f"book_times/4564/0/{day}"))
    return len(below.calls) == 1


@pytest.mark.parametrize(
    ("error", "is_dropped"),
    [
        (None, True),
        (Refused(422, 433), True),
        (Refused(422), True),
        (Unreachable(), True),
        (MalformedAnswer("json"), True),
        (Misconfigured(401), False),
        (NotFound(404), False),
        (NotSent(), False),
        (Busy(), False),
    ],
)
def test_the_new_day_is_asked_for_anew_whenever_its_times_may_have_changed(fresh, error, is_dropped):
    keeping, below = fresh
    below.error = error
    outcome(keeping, ask("book_record/4564/2820023", "PUT", body={"datetime": WIRE}))

    assert asks_again(keeping, below, NEW_DAY) is is_dropped
    assert not asks_again(keeping, below, OTHER_DAY)


def test_a_time_that_cannot_be_read_makes_no_error_of_a_move(fresh):
    keeping, below = fresh

    keeping(ask("book_record/4564/2820023", "PUT", body={"datetime": "soon"}))

    assert not asks_again(keeping, below, NEW_DAY)


@pytest.mark.parametrize(
    ("row", "allows", "seconds"),
    [
        ({}, True, 0),
        ({"allow_change_record": False}, False, 0),
        ({"allow_change_record": "0", "allow_change_record_delay_step": "7200"}, False, 7200),
        ({"allow_change_record": 1, "allow_change_record_delay_step": 3600}, True, 3600),
        ({"allow_change_record": [1], "allow_change_record_delay_step": "soon"}, True, 0),
    ],
)
def test_the_rules_of_moving_are_read_like_those_of_cancelling(row, allows, seconds):
    found = rules.booking_rules(row)

    assert (found.allows_moving, found.moving_notice.total_seconds()) == (allows, seconds)
    assert (found.allows_cancelling, found.cancelling_notice.total_seconds()) == (True, 0)


@pytest.mark.parametrize(
    ("changed", "revision"),
    [
        ("2026-10-20T21:40:24-0500", 0),
        ("2026-10-20T21:41:24-0500", 60),
        ("2026-10-21T04:41:24+0200", 60),
        ("2026-10-20T21:40:00-0500", 0),
        ("9999-10-20T21:40:00-0500", 2**31 - 1),
        ("", 0),
        (None, 0),
        ("yesterday", 0),
    ],
)
def test_a_change_of_an_appointment_is_told_by_a_number_that_grows(changed, revision):
    row = json.loads(payload("appointment.json"))["data"] | {"last_change_date": changed}

    assert booked.booked_appointment(row, NEW_YORK).revision == revision


def test_every_act_is_known_to_these_tests():
    """Another act would have to be shown to go without the user's token."""
    assert set(ACTS) == {"book", "send_code", "cancel"}
