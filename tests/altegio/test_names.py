"""A resolver that hangs, which no timeout of a socket covers: nobody waits for it beyond their own deadline."""

from __future__ import annotations

import socket
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from time import monotonic

import pytest

from tests.altegio.asking import ADA, HEADERS, METHODS, WANTED, client
from widget.altegio import names
from widget.altegio.call import Call, Deadline
from widget.altegio.errors import NotSent
from widget.altegio.transport import Transport

HANGS = "http://hangs.test:9/api/v1"
LATEST = 5.0


@pytest.fixture
def asked(monkeypatch):
    """The names that were looked up. One of them gets no answer before the test ends."""
    known, over, asked = socket.getaddrinfo, Event(), []

    def getaddrinfo(host, *args, **options):
        asked.append(host)
        if host == "hangs.test":
            over.wait(60)
            raise socket.gaierror(socket.EAI_AGAIN, "nobody answered")
        return known(host, *args, **options)

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    monkeypatch.setenv("no_proxy", "*")
    yield asked
    over.set()


@pytest.mark.parametrize("name", METHODS)
def test_whatever_is_asked_ends_in_time_and_was_not_sent(asked, name):
    begun = monotonic()

    with pytest.raises(NotSent):
        METHODS[name](client(HANGS, attempt_timeout=0.2, seconds=0.4))

    assert monotonic() - begun < LATEST


def test_a_booking_ends_with_its_own_deadline(asked):
    begun = monotonic()

    with pytest.raises(NotSent):
        client(HANGS, seconds=0.3).book(4564, ADA, [WANTED], reference=7)

    assert monotonic() - begun < LATEST


def test_a_name_is_looked_up_once_for_all_who_wait(asked):
    transport = Transport(HANGS, HEADERS, attempt_timeout=0.3)

    def ask(_):
        with pytest.raises(NotSent):
            transport(Call("GET", "company/4564", Deadline.after(0.3)))

    with ThreadPoolExecutor(20) as pool:
        list(pool.map(ask, range(20)))

    assert asked == ["hangs.test"]


def test_a_name_is_looked_up_anew_after_an_answer(asked):
    for _ in range(2):
        assert names.addresses("127.0.0.1", 80, LATEST)
        with pytest.raises(socket.gaierror):
            names.addresses("no such name", 80, LATEST)

    assert asked == ["127.0.0.1", "no such name"] * 2
