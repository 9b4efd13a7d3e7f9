"""Who books, how to reach them and what opens their booking: none of it is in a log line or in an error."""

from __future__ import annotations

import logging
import traceback

import pytest

from tests.altegio.asking import ACTS, METHODS, TOKEN, client
from tests.altegio.payloads import payload
from tests.altegio.scripted import Instead, answer, scripted
from widget.altegio.call import Call, Deadline
from widget.altegio.errors import AltegioError
from widget.altegio.tally import Tally

SECRETS = (TOKEN, "2820023", "Ada", "4930123456", "ada@example.com", "partner-token")
KEYED = ("booked_appointment", *ACTS)
ENDS = {
    "reset": Instead.RESET,
    "silence": Instead.SILENCE,
    "no_http": b"SSH-2.0-OpenSSH\r\n",
    "broken_header": b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n: this is no header\r\nneither is this\r\n\r\n{}",
    "html": answer(b"<html>", status="502 Bad Gateway"),
    "truncated": answer(payload("booked_one_without_id.json")[:80], status="201 Created"),
    "refused": answer(b'{"errors": {"code": 433, "message": "Ada is there already"}}', status="422 Unprocessable"),
    "fields": answer(b'{"errors": {"phone": ["+4930123456 is no number"]}}', status="422 Unprocessable"),
    "unauthorized": answer(b"{}", status="401 Unauthorized"),
    "gone": answer(b'{"meta": {"message": "No record 2820023"}}', status="404 Not Found"),
    "redirect": answer(b"", f"Location: /user/records/2820023/{TOKEN}", status="302 Found"),
    "booked": answer(payload("booked_one_without_id.json"), status="201 Created"),
    "shown": answer(payload("appointment.json")),
}


def told(error):
    """What a log or a report would show of an error and of what led to it."""
    if error is None:
        return ""
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return "".join((repr(error), *traceback.format_exception_only(error), told(before)))


def given_away(text):
    return [secret for secret in SECRETS if secret in text]


@pytest.mark.parametrize("method", KEYED)
@pytest.mark.parametrize("end", ENDS)
def test_whatever_happens_nothing_is_given_away(method, end, caplog):
    caplog.set_level(logging.DEBUG)
    errors = []
    with scripted(ENDS[end]) as server:
        altegio = client(server.url, attempt_timeout=0.3, seconds=0.3)
        try:
            METHODS[method](altegio)
        except AltegioError as error:
            errors.append(told(error))

    assert len(server.requests) == 1
    assert given_away(caplog.text + "".join(errors)) == []
    assert given_away(repr(altegio.tally)) == []


@pytest.mark.parametrize("method", KEYED)
@pytest.mark.parametrize("url", ["http://127.0.0.1:1", "http://nowhere.invalid", "https://127.0.0.1:1"])
def test_what_was_not_sent_is_not_given_away_either(method, url, caplog):
    caplog.set_level(logging.DEBUG)
    with pytest.raises(AltegioError) as caught:
        METHODS[method](client(url))

    assert "NotSent" in caplog.text
    assert given_away(caplog.text + told(caught.value)) == []


@pytest.mark.parametrize(
    ("method", "line"),
    [
        ("book", "altegio book_record: Unreachable status 502"),
        ("send_code", "altegio book_code: Unreachable status 502"),
        ("cancel", "altegio user: Unreachable status 502"),
        ("booked_appointment", "altegio book_record: Unreachable status 502"),
    ],
)
def test_a_log_line_names_the_endpoint_and_what_happened(method, line, caplog):
    with scripted(ENDS["html"]) as server, pytest.raises(AltegioError):
        METHODS[method](client(server.url))

    assert [record.getMessage() for record in caplog.records] == [line]


def test_a_call_does_not_show_its_address_or_its_body():
    call = Call("DELETE", f"user/records/2820023/{TOKEN}", Deadline.after(1), body={"fullname": "Ada"}, tally=Tally())

    assert given_away(repr(call)) == []
