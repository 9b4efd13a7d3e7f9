"""How a booking can end, over real sockets: whatever happens, it is sent at most once and its error tells what is
known: not sent, refused, or nobody knows."""

from __future__ import annotations

import json
import socket
from contextlib import contextmanager
from time import monotonic

import pytest

from tests.altegio.asking import ACTS, ADA, HEADERS, METHODS, READS, TOKEN, WANTED, client
from tests.altegio.payloads import payload
from tests.altegio.scripted import Instead, answer, scripted
from widget.altegio.call import Call, Deadline
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
from widget.altegio.transport import Transport
from widget.domain.appointment import Appointment

LATEST = 5
"""Far from what is bounded here, so that a busy machine fails no test."""
SANDBOX_HEADERS = HEADERS | {"Authorization": "Bearer sandbox"}
CODED, UNCODED, FIELDS = "BDF", "AGH", "CE"
ROW = {"id": 1, "record_id": 2820023, "record_hash": TOKEN}
CREATED = answer(payload("booked_one_without_id.json"), status="201 Created")
COMPANY = answer(payload("company.json"))


@pytest.fixture
def altegio(sandbox):
    return client(sandbox.url, headers=SANDBOX_HEADERS)


@contextmanager
def ending_in_time(latest=LATEST):
    begun = monotonic()
    yield
    assert monotonic() - begun < latest


@contextmanager
def closed_port():
    """One at which nobody listens, and nobody else will meanwhile."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield taken.getsockname()[1]


@contextmanager
def full_port():
    """One at which somebody listens who has no room for anybody more: connecting to it takes for ever."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen(0)
        waiting = []
        try:
            while len(waiting) < 8 and _connects(server.getsockname(), waiting):
                pass
            yield server.getsockname()[1]
        finally:
            for one in waiting:
                one.close()


def _connects(address, waiting):
    waiting.append(socket.socket())
    waiting[-1].settimeout(0.2)
    try:
        waiting[-1].connect(address)
    except TimeoutError:
        return False
    return True


def ended(method, altegio):
    """The error that it ends with."""
    with ending_in_time(), pytest.raises(AltegioError) as caught:
        METHODS[method](altegio)
    return caught.value


@pytest.mark.parametrize("method", METHODS)
def test_where_nobody_listens_nothing_was_sent(method):
    with closed_port() as port:
        assert type(ended(method, client(f"http://127.0.0.1:{port}"))) is NotSent


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("host", ["nowhere.invalid", f"{'x' * 64}.invalid"])
def test_to_a_host_that_is_not_found_nothing_was_sent(method, host):
    assert type(ended(method, client(f"http://{host}/api/v1"))) is NotSent


@pytest.mark.parametrize("method", ["location", *ACTS])
def test_while_still_connecting_nothing_was_sent(method):
    with full_port() as port:
        altegio = client(f"http://127.0.0.1:{port}", attempt_timeout=0.3, seconds=0.3)

        assert type(ended(method, altegio)) is NotSent


@pytest.mark.parametrize("method", ["location", *ACTS])
def test_while_the_other_side_does_not_shake_hands_nothing_was_sent(method):
    with scripted(Instead.SILENCE) as server:
        altegio = client(server.url.replace("http:", "https:"), attempt_timeout=0.3, seconds=0.3)

        assert type(ended(method, altegio)) is NotSent


@pytest.mark.parametrize("method", ["location", *ACTS])
def test_to_somebody_who_speaks_no_tls_nothing_was_sent(method, sandbox):
    altegio = client(sandbox.url.replace("http:", "https:"), headers=SANDBOX_HEADERS)

    assert type(ended(method, altegio)) is NotSent
    assert sandbox.requests == []


@pytest.mark.parametrize("method", ["location", *ACTS])
def test_what_a_proxy_refuses_to_pass_on_was_not_sent(method, monkeypatch):
    with scripted(answer(b"", "Connection: close", status="403 Forbidden")) as proxy:
        monkeypatch.setenv("https_proxy", proxy.url)

        assert type(ended(method, client("https://altegio.test/api/v1"))) is NotSent
        assert [request.split("\r\n")[0] for request in proxy.requests] == ["CONNECT altegio.test:443 HTTP/1.0"]


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("seconds", [0, -1])
def test_after_the_deadline_nothing_is_sent(method, sandbox, seconds):
    assert type(ended(method, client(sandbox.url, headers=SANDBOX_HEADERS, seconds=seconds))) is NotSent
    assert sandbox.requests == []


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("instead", [Instead.RESET, Instead.SILENCE])
def test_without_an_answer_nobody_knows(method, instead):
    with scripted(instead) as server:
        assert type(ended(method, client(server.url, attempt_timeout=0.3, seconds=0.3))) is Unreachable
        assert len(server.requests) == 1


@pytest.mark.parametrize("method", ACTS)
@pytest.mark.parametrize(
    ("fault", "options", "error"),
    [
        ("drop", {"after": True}, Unreachable),
        ("short", {}, Unreachable),
        ("html", {}, Unreachable),
        *(("error", {"status": status}, Unreachable) for status in (408, 500, 502, 503, 504)),
        ("answer", {"status": 201, "body": b'{"success": true, "data": [{"id"'}, MalformedAnswer),
        ("answer", {"status": 200, "body": b"<html>"}, MalformedAnswer),
        ("redirect", {}, MalformedAnswer),
        ("rate", {"retry_after": 7}, Busy),
        ("refuse", {"status": 401, "shape": "G"}, Misconfigured),
        ("refuse", {"status": 403, "shape": "G"}, Misconfigured),
        ("refuse", {"status": 405, "shape": "G"}, Misconfigured),
        ("refuse", {"status": 404, "shape": "H"}, NotFound),
    ],
)
def test_each_end_has_its_own_error_after_one_request(altegio, sandbox, method, fault, options, error):
    sandbox.faults.add(fault, **options)

    assert type(ended(method, altegio)) is error
    assert len(sandbox.requests) == 1


@pytest.mark.parametrize("method", ACTS)
def test_an_answer_that_never_ends_is_not_waited_for(sandbox, method):
    sandbox.faults.add("drip_headers", seconds=0.1)

    assert type(ended(method, client(sandbox.url, headers=SANDBOX_HEADERS, seconds=0.5))) is Unreachable
    assert len(sandbox.requests) == 1


@pytest.mark.parametrize(
    "body",
    [
        *(
            "",
            "null",
            "[]",
            "{}",
            '{"success": true}',
            '{"success": true, "data": null, "meta": {"message": "Created"}}',
        ),
        *('{"success": true, "data": []}', '{"success": true, "data": {}}', '{"success": true, "data": [{}]}'),
        *('{"success": true, "data": 1}', '{"success": true, "data": [1]}', '{"success": true, "data": "2820023"}'),
        *(json.dumps(ROW), json.dumps([ROW]), json.dumps({"success": True, "data": ROW})),
    ],
)
def test_a_yes_without_the_keys_is_no_certainty(altegio, sandbox, body):
    sandbox.faults.add("answer", status=201, body=body)

    assert type(ended("book", altegio)) is MalformedAnswer
    assert len(sandbox.requests) == 1


@pytest.mark.parametrize(
    "rows",
    [
        [ROW, ROW],
        [ROW, ROW | {"id": 2}],
        *([ROW | {"id": id_}] for id_ in (2, 0, "2", "x", True, 1.5, [1])),
        *([ROW | {"record_id": id_}] for id_ in (0, -1, None, "", "x", True, 1.5, 10**30)),
        *([ROW | {"record_hash": hash_}] for hash_ in (None, "", " ", "a/b", "..", "a?b", "é", ["a"], True, "a" * 129)),
        [{"id": 1, "record_id": 1}],
        [{"id": 1, "record_hash": TOKEN}],
    ],
)
def test_keys_that_do_not_fit_are_no_certainty(altegio, sandbox, rows):
    sandbox.faults.add("answer", status=201, body={"success": True, "data": rows, "meta": []})

    assert type(ended("book", altegio)) is MalformedAnswer
    assert len(sandbox.requests) == 1


def test_of_two_appointments_one_key_is_no_certainty(altegio, sandbox):
    sandbox.faults.add("answer", status=201, body={"success": True, "data": [ROW], "meta": []})

    with pytest.raises(MalformedAnswer):
        altegio.book(4564, ADA, [WANTED, Appointment(2, (99055,), 6544, WANTED.wire_datetime)], reference=7)


@pytest.mark.parametrize("code", BOOKING_ERRORS)
@pytest.mark.parametrize("shape", CODED)
def test_each_code_in_each_shape_refuses_a_booking_for_its_own_reason(altegio, sandbox, shape, code):
    status = 403 if code == 434 else 422
    sandbox.faults.add("refuse", "book_record", status=status, code=code, shape=shape, appointment_id=1)

    error = ended("book", altegio)

    assert type(error) is BOOKING_ERRORS[code]
    assert (error.status, error.code, error.appointment_id) == (status, code, 1)
    assert len(sandbox.requests) == 1


@pytest.mark.parametrize(
    ("shape", "error"),
    [*((shape, TimeUnavailable) for shape in UNCODED), *((shape, RequestInvalid) for shape in FIELDS)],
)
def test_without_a_code_it_is_the_time_or_what_we_sent(altegio, sandbox, shape, error):
    sandbox.faults.add("refuse", "book_record", status=422, shape=shape)

    assert type(ended("book", altegio)) is error
    assert len(sandbox.requests) == 1


@pytest.mark.parametrize("shape", CODED)
def test_a_403_is_the_visitor_only_with_their_code(altegio, sandbox, shape):
    sandbox.faults.add("refuse", "book_record", status=403, code=403, shape=shape)
    assert type(ended("book", altegio)) is Misconfigured

    sandbox.faults.add("refuse", "book_record", status=403, code=434, shape=shape)
    assert type(ended("book", altegio)) is VisitorBlocked


@pytest.mark.parametrize("method", ["send_code", "cancel", "booked_appointment"])
@pytest.mark.parametrize("status", [409, 422])
@pytest.mark.parametrize("shape", UNCODED + FIELDS)
def test_what_is_about_no_time_is_never_refused_for_one(altegio, sandbox, method, status, shape):
    sandbox.faults.add("refuse", status=status, shape=shape)

    assert type(ended(method, altegio)) is Refused


@pytest.mark.parametrize("method", ["send_code", "cancel", "booked_appointment"])
@pytest.mark.parametrize("shape", CODED)
def test_a_code_that_only_repeats_the_status_tells_of_no_services(altegio, sandbox, method, shape):
    sandbox.faults.add("refuse", status=422, code=422, shape=shape)

    error = ended(method, altegio)

    assert (type(error), error.code) == (Refused, 422)


@pytest.mark.parametrize("code", [431, 432, 434, 435])
def test_a_code_may_be_refused_for_a_reason_too(altegio, sandbox, code):
    sandbox.faults.add("refuse", "book_code", status=422, code=code)

    assert type(ended("send_code", altegio)) is BOOKING_ERRORS[code]


@pytest.mark.parametrize("method", ACTS)
def test_what_may_not_be_repeated_gets_a_connection_of_its_own_which_is_closed_afterwards(method):
    with scripted(COMPANY, CREATED, COMPANY) as server:
        altegio = client(server.url)
        altegio.location(4564)
        METHODS[method](altegio)
        assert server.hung_up.acquire(timeout=LATEST)
        altegio.location(4564)

        assert (len(server.requests), server.connections) == (3, 2)
        assert not server.hung_up.acquire(blocking=False)  # the first connection still serves


@pytest.mark.parametrize("method", ["check", "policy"])
def test_what_may_be_repeated_goes_over_a_pooled_connection(method):
    with scripted(COMPANY, answer(b'{"success": true}', status="201 Created")) as server:
        altegio = client(server.url)
        altegio.location(4564)
        METHODS[method](altegio)

        assert server.connections == 1


@pytest.mark.parametrize("method", [name for name in READS if name != "location"])
def test_a_pooled_connection_that_died_leaves_open_whether_a_read_arrived(method):
    with scripted(COMPANY, Instead.RESET) as server:
        altegio = client(server.url)
        altegio.location(4564)

        assert type(ended(method, altegio)) is Unreachable


def test_a_booking_has_more_time_than_an_attempt_to_read(sandbox):
    sandbox.faults.add("slow", seconds=0.6)
    altegio = client(sandbox.url, headers=SANDBOX_HEADERS, attempt_timeout=0.1, seconds=20)

    assert type(ended("location", altegio)) is Unreachable
    assert type(ended("booked_appointment", altegio)) is Unreachable
    assert type(ended("cancel", altegio)) is NotFound  # an answer, after all this time


@pytest.mark.parametrize("step", ["getaddrinfo", "create_connection"])
def test_time_that_runs_out_before_the_first_byte_leaves_nothing_sent(monkeypatch, step):
    quickly = getattr(socket, step)
    with scripted(CREATED) as server:
        transport = Transport(server.url, HEADERS, attempt_timeout=20)
        call = Call("POST", "book_record/4564", Deadline.after(0.2), body={})

        def slowly(*args, **options):
            found = quickly(*args, **options)
            server.over.wait(0.4)
            return found

        monkeypatch.setattr(socket, step, slowly)
        with pytest.raises(NotSent):
            transport(call)

        assert server.requests == []


def test_one_attempt_knows_nothing_of_what_the_one_before_it_sent():
    with scripted(COMPANY) as server:
        client(server.url).location(4564)

    with closed_port() as port:
        assert type(ended("book", client(f"http://127.0.0.1:{port}"))) is NotSent
