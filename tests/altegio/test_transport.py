"""The last layer over real sockets: however the other side behaves, an attempt ends in time and in our terms."""

from __future__ import annotations

import gzip
import socket
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from time import monotonic

import pytest

from tests.altegio.asking import HEADERS, METHODS, READS, client
from tests.altegio.payloads import payload
from tests.altegio.scripted import answer, scripted
from widget.altegio.call import Call, Deadline
from widget.altegio.errors import Busy, MalformedAnswer, Misconfigured, Unreachable
from widget.altegio.transport import Transport

ATTEMPT = 0.2
LATEST = 5
"""Far from an attempt, so that a busy machine fails no test; what these faults do would last much longer."""

COMPANY = answer(payload("company.json"))
SANDBOX_HEADERS = HEADERS | {"Authorization": "Bearer sandbox"}


@pytest.fixture
def altegio(sandbox):
    return client(sandbox.url, attempt_timeout=20, headers=SANDBOX_HEADERS)


@pytest.fixture
def hasty(sandbox):
    """A client that gives up soon."""
    return client(sandbox.url, attempt_timeout=ATTEMPT, headers=SANDBOX_HEADERS)


@contextmanager
def ending_in_time(latest=LATEST):
    begun = monotonic()
    yield
    assert monotonic() - begun < latest


def company(url, seconds=20):
    return client(url, attempt_timeout=seconds).location(4564)


@pytest.mark.parametrize("method", ["location", "check"])
@pytest.mark.parametrize(
    ("fault", "options"),
    [
        ("slow", {"seconds": 30}),
        ("hang", {}),
        ("drip", {"seconds": 0.05}),
        ("drip", {"seconds": 0.15}),
        ("drip", {"seconds": 10}),
        ("drip_headers", {"seconds": 0.05}),
        ("drip_headers", {"seconds": 0.15}),
    ],
)
def test_who_is_too_slow_is_given_up_in_time(hasty, sandbox, method, fault, options):
    sandbox.faults.add(fault, **options)

    with ending_in_time(), pytest.raises(Unreachable):
        METHODS[method](hasty)

    assert len(sandbox.requests) < 2


def test_a_byte_just_before_the_end_gains_no_time(sandbox):
    sandbox.faults.add("drip", seconds=1.15)

    with ending_in_time(2.2), pytest.raises(Unreachable):
        client(sandbox.url, attempt_timeout=1.2, headers=SANDBOX_HEADERS).location(4564)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(
    ("fault", "options", "error"),
    [
        ("drop", {}, Unreachable),
        ("short", {}, Unreachable),
        ("html", {}, Unreachable),
        ("error", {"status": 503}, Unreachable),
        ("rate", {"retry_after": 7}, Busy),
        ("redirect", {}, MalformedAnswer),
        ("answer", {"body": b'{"success": tr'}, MalformedAnswer),
        ("answer", {"status": 401}, Misconfigured),
    ],
)
def test_who_is_broken_is_asked_once_and_told_apart(altegio, sandbox, method, fault, options, error):
    sandbox.faults.add(fault, **options)

    with pytest.raises(error):
        METHODS[method](altegio)

    assert len(sandbox.requests) == 1


@pytest.mark.parametrize("method", READS)
@pytest.mark.parametrize("fault", ["truncated", "empty"])
def test_half_an_answer_or_none_is_malformed(altegio, sandbox, method, fault):
    sandbox.faults.add(fault)

    with pytest.raises(MalformedAnswer):
        READS[method](altegio)


def test_an_answer_without_end_is_not_read_to_it(sandbox):
    sandbox.faults.add("huge", megabytes=9)

    with pytest.raises(MalformedAnswer, match="too large"):
        company(sandbox.url)


def test_an_answer_that_is_small_only_on_the_way_is_not_unpacked_to_its_end():
    bomb = gzip.compress(b" " * 64 * 1024 * 1024)

    with scripted(answer(bomb, "Content-Encoding: gzip")) as server, pytest.raises(MalformedAnswer, match="too large"):
        company(server.url)


def test_a_packed_answer_is_unpacked():
    packed = gzip.compress(payload("company.json"))

    with scripted(answer(packed, "Content-Encoding: gzip")) as server:
        assert company(server.url).id == 4564


@pytest.mark.parametrize("body", [b"no gzip", gzip.compress(payload("company.json"))[:200]])
def test_an_answer_that_cannot_be_unpacked_is_an_error(body):
    with scripted(answer(body, "Content-Encoding: gzip")) as server, pytest.raises((Unreachable, MalformedAnswer)):
        company(server.url)


def test_an_answer_in_chunks_is_put_together():
    body = payload("company.json")
    chunks = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (body[:100], body[100:], b""))

    with scripted(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks) as server:
        assert company(server.url).id == 4564


@pytest.mark.parametrize(
    "garbage", [b"\r\n\r\n", b"SSH-2.0-OpenSSH\r\n", b"HTTP/1.1 abc\r\n\r\n", b"\x16\x03\x01" * 99]
)
def test_what_is_not_http_is_unreachable(garbage):
    with scripted(garbage) as server, ending_in_time(), pytest.raises(Unreachable):
        company(server.url, ATTEMPT)


def test_nobody_at_home_is_unreachable():
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]

    with ending_in_time(), pytest.raises(Unreachable):
        company(f"http://127.0.0.1:{port}")


def test_a_call_ends_with_the_deadline_of_its_page(sandbox):
    sandbox.faults.add("hang")
    transport = Transport(sandbox.url, SANDBOX_HEADERS, attempt_timeout=30)

    with ending_in_time(), pytest.raises(Unreachable):
        transport(Call("GET", "company/4564", Deadline.after(ATTEMPT)))


@pytest.mark.parametrize("seconds", [0, -1])
def test_after_the_deadline_nothing_is_sent(sandbox, seconds):
    transport = Transport(sandbox.url, SANDBOX_HEADERS, attempt_timeout=ATTEMPT)

    with pytest.raises(Unreachable):
        transport(Call("GET", "company/4564", Deadline.after(seconds)))

    assert sandbox.requests == []


def test_a_slow_answer_does_not_spoil_the_next_one(sandbox):
    sandbox.faults.add("drip", times=1, seconds=0.9)
    altegio = client(sandbox.url, attempt_timeout=1, headers=SANDBOX_HEADERS)
    with pytest.raises(Unreachable):
        altegio.location(4564)

    assert altegio.location(4564).id == 4564


def test_the_deadline_holds_behind_a_proxy(monkeypatch):
    with scripted(COMPANY, seconds_per_byte=0.05) as proxy:
        monkeypatch.setenv("http_proxy", proxy.url)

        with ending_in_time(), pytest.raises(Unreachable):
            company("http://altegio.test", seconds=0.5)

        assert proxy.requests[0].startswith("GET http://altegio.test/company/4564 ")


def test_the_headers_are_sent_exactly(altegio, sandbox):
    altegio.location(4564)

    [request] = sandbox.requests
    assert {name: request.headers[name] for name in SANDBOX_HEADERS} == SANDBOX_HEADERS


def test_a_netrc_does_not_take_the_place_of_our_token(altegio, sandbox, monkeypatch, tmp_path):
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login somebody password else\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))

    altegio.location(4564)

    assert sandbox.requests[0].headers["Authorization"] == "Bearer sandbox"


def test_no_cookie_is_kept():
    first = answer(payload("company.json"), "Set-Cookie: session=1; Path=/", "Set-Cookie: other=2; Max-Age=999")

    with scripted(first, COMPANY) as server:
        altegio = client(server.url)
        altegio.location(4564)
        altegio.location(4564)

    assert not [request for request in server.requests if "cookie" in request.lower()]


def test_one_connection_carries_many_calls():
    with scripted(*[COMPANY] * 5) as server:
        altegio = client(server.url)
        for _ in range(5):
            altegio.location(4564)

    assert (len(server.requests), server.connections) == (5, 1)


def test_a_connection_that_was_closed_meanwhile_is_opened_anew():
    with scripted(answer(payload("company.json"), "Connection: close"), COMPANY) as server:
        altegio = client(server.url)
        altegio.location(4564)

        assert altegio.location(4564).id == 4564
        assert server.connections == 2


def test_threads_get_their_own_answers_and_their_own_ends(sandbox):
    altegio = client(sandbox.url, attempt_timeout=20, headers=SANDBOX_HEADERS)
    asked = [4564, 4565] * 20

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda location_id: altegio.location(location_id).id, asked))

    assert found == asked
    assert Counter(request.status for request in sandbox.requests) == {200: 40}


@pytest.mark.parametrize("base", ["http://127.0.0.1:{port}/api/v1", "http://127.0.0.1:{port}/api/v1/"])
def test_the_base_may_end_in_a_slash(sandbox, base):
    port = sandbox.url.split(":")[2].split("/")[0]

    client(base.format(port=port), headers=SANDBOX_HEADERS).location(4564)

    assert [request.path for request in sandbox.requests] == ["company/4564"]


def test_a_failure_is_logged_by_its_kind_and_without_the_address(altegio, sandbox, caplog):
    sandbox.faults.add("drop")

    with pytest.raises(Unreachable):
        altegio.location(4564)

    [record] = [record for record in caplog.records if record.name == "widget.altegio.transport"]
    assert record.getMessage() == "altegio company: Unreachable ConnectionError"
    assert record.exc_info is None


def test_neither_the_body_nor_the_token_is_logged(altegio, sandbox, caplog):
    caplog.set_level("DEBUG", logger="widget")
    sandbox.faults.add("drop")

    with pytest.raises(Unreachable):
        METHODS["check"](altegio)

    assert not [secret for secret in ("sandbox", "6544", "15:30", "127.0.0.1") if secret in caplog.text]
