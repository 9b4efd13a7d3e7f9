"""Every way in which Altegio says no: statuses, codes and the letters of the shapes its bodies have."""

from __future__ import annotations

import json
import logging

import pytest

from tests.altegio.asking import BASE, METHODS, READS, WANTED, answered
from tests.altegio.payloads import payload
from widget.altegio import envelope
from widget.altegio.errors import (
    BOOKING_ERRORS,
    AltegioError,
    AppointmentsOverlap,
    Busy,
    MalformedAnswer,
    Misconfigured,
    NotFound,
    Refused,
    RequestInvalid,
    SlotTaken,
    TimeUnavailable,
    Unreachable,
    VisitorBlocked,
)

CODED = ("error_shape_b.json", "error_shape_d.json", "error_shape_f.json")
UNCODED = ("error_shape_a.json", "error_shape_g.json", "error_shape_h.json", "error_shape_h_list.json")
FIELDS = {"error_shape_c.json": ("filters",), "error_shape_e.json": ("email", "appointments.0.datetime")}
BROKEN = ("error_shape_i.html", "error_shape_i_truncated.txt", "error_shape_i_empty.txt")
ALL = (*CODED, *UNCODED, *FIELDS, *BROKEN)
SAID = (
    "This time",
    "John Doe",
    "selected ti",
    "Invalid filter",
    "is required",
    "in the past",
    "Authentication",
    "nginx",
)


def checked(status, body):
    """The error that a check ends with."""
    with pytest.raises(AltegioError) as caught:
        answered(body, status).check(4564, [WANTED])
    return caught.value


def read(status, body):
    with pytest.raises(AltegioError) as caught:
        answered(body, status).location(4564)
    return caught.value


def with_code(name, code, extra=""):
    """The shape's body with another code, and perhaps more beside it."""
    body = payload(name)
    assert body.count(b'"code": 433') == 1
    return body.replace(b'"code": 433', f'"code": {code}{extra}'.encode())


@pytest.mark.parametrize("name", CODED)
@pytest.mark.parametrize("code", BOOKING_ERRORS)
def test_each_code_in_each_shape_is_its_own_error(name, code):
    status = 403 if code == 434 else 422
    error = checked(status, with_code(name, code))

    assert type(error) is BOOKING_ERRORS[code]
    assert (error.status, error.code, error.appointment_id) == (status, code, None)


@pytest.mark.parametrize("name", CODED)
@pytest.mark.parametrize("id_", ["2", '"2"'])
def test_the_id_beside_a_code_is_the_appointment(name, id_):
    error = checked(422, with_code(name, 437, f', "id": {id_}'))

    assert (type(error), error.appointment_id) == (AppointmentsOverlap, 2)


@pytest.mark.parametrize("name", CODED)
def test_a_code_may_be_text(name):
    assert type(checked(422, with_code(name, '"433"'))) is SlotTaken


@pytest.mark.parametrize(
    "body",
    [
        {"meta": {"code": 433, "id": 2, "message": "taken"}},
        {"errors": [{"code": 433, "id": 2}]},
        {"success": False, "meta": {"errors": {"appointments": [{"code": "433", "id": 2}]}}},
        {"success": False, "meta": {"id": 2, "errors": [{"code": 433}]}},
    ],
)
def test_code_and_id_are_found_wherever_they_stand(body):
    error = checked(422, json.dumps(body).encode())

    assert (type(error), error.appointment_id) == (SlotTaken, 2)


def test_of_several_codes_the_first_that_we_know_counts_with_its_own_id():
    error = checked(422, payload("error_catalogue.json"))

    assert (type(error), error.code, error.appointment_id) == (AppointmentsOverlap, 437, 2)


@pytest.mark.parametrize("name", CODED)
@pytest.mark.parametrize("status", [400, 404, 409, 422])
def test_a_known_code_counts_whatever_the_status(name, status):
    assert type(checked(status, payload(name))) is SlotTaken


@pytest.mark.parametrize("status", [200, 201])
@pytest.mark.parametrize("shape", ["b", "d", "f"])
def test_a_known_code_counts_whatever_the_status_says(status, shape):
    assert type(checked(status, payload(f"error_shape_{shape}.json"))) is SlotTaken


def test_a_read_may_be_refused_with_a_code_too():
    assert type(read(422, payload("error_shape_b.json"))) is SlotTaken


@pytest.mark.parametrize("name", UNCODED + BROKEN)
@pytest.mark.parametrize("status", [409, 422])
def test_a_check_refused_without_a_reason_is_a_time_that_is_not_to_be_had(name, status):
    error = checked(status, payload(name))

    assert type(error) is TimeUnavailable
    assert (error.code, error.appointment_id, error.fields) == (None, None, ())


@pytest.mark.parametrize("name", UNCODED + BROKEN)
def test_a_read_refused_without_a_reason_is_just_refused(name):
    assert type(read(422, payload(name))) is Refused


@pytest.mark.parametrize("name", FIELDS)
@pytest.mark.parametrize("status", [400, 422])
def test_a_map_of_fields_is_our_mistake_and_not_a_taken_time(name, status):
    error = checked(status, payload(name))

    assert type(error) is RequestInvalid
    assert error.fields == FIELDS[name]


@pytest.mark.parametrize("code", [499, 0, -1, 10**30, '"9999999999"', "433.5", "true", "null", "[]", '"x"'])
def test_a_code_that_nobody_knows_is_a_refusal_all_the_same(code):
    assert type(checked(422, with_code("error_shape_b.json", code))) is TimeUnavailable
    assert type(read(422, with_code("error_shape_b.json", code))) is Refused


def test_an_unknown_code_is_kept_for_the_log():
    assert checked(422, with_code("error_shape_b.json", 499)).code == 499


@pytest.mark.parametrize("name", UNCODED + BROKEN)
@pytest.mark.parametrize("status", [400, 401, 402, 403, 405, 406, 410, 415])
@pytest.mark.parametrize("ended", [checked, read])
def test_a_refusal_of_us_is_for_the_operator(name, status, ended):
    error = ended(status, payload(name))

    assert type(error) is Misconfigured
    assert error.status == status


@pytest.mark.parametrize("name", FIELDS)
@pytest.mark.parametrize("status", [401, 402, 403])
def test_without_rights_no_field_is_to_blame(name, status):
    assert type(checked(status, payload(name))) is Misconfigured


@pytest.mark.parametrize("name", CODED)
def test_a_403_is_the_visitor_only_with_their_code(name):
    assert type(checked(403, with_code(name, 434))) is VisitorBlocked
    assert type(checked(403, with_code(name, 403))) is Misconfigured


@pytest.mark.parametrize("body", [*map(payload, UNCODED + BROKEN), with_code("error_shape_d.json", 404)])
@pytest.mark.parametrize("ended", [checked, read])
def test_404_is_not_found(body, ended):
    assert type(ended(404, body)) is NotFound


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("retry_after", [None, 7.0])
def test_429_is_busy_whatever_its_body(name, retry_after):
    with pytest.raises(Busy) as caught:
        envelope.data(429, payload(name), retry_after=retry_after)

    assert caught.value.retry_after == retry_after


@pytest.mark.parametrize(
    ("header", "seconds"),
    [(None, None), ("7", 7), ("0", 0), ("9" * 400, 3600), ("Wed, 21 Oct 2026 07:28:00 GMT", None), ("-1", None)],
)
def test_the_header_of_a_429_tells_how_long(altegio, upstream, header, seconds):
    headers = {} if header is None else {"Retry-After": header}
    upstream.get(f"{BASE}/company/4564", status=429, headers=headers)

    with pytest.raises(Busy) as caught:
        altegio.location(4564)

    assert caught.value.retry_after == seconds


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("status", [408, 500, 502, 503, 504, 520, 599])
def test_a_broken_server_is_unreachable_whatever_its_body(name, status):
    assert type(checked(status, payload(name))) is Unreachable


@pytest.mark.parametrize("status", [300, 301, 302, 303, 304, 307, 308])
def test_a_redirect_is_not_followed(altegio, upstream, status):
    upstream.post(f"{BASE}/book_check/4564", status=status, headers={"Location": f"{BASE}/company/4564"})

    with pytest.raises(MalformedAnswer):
        altegio.check(4564, [WANTED])


@pytest.mark.parametrize("name", UNCODED)
def test_a_no_with_a_good_status_is_no(name):
    assert type(checked(200, payload(name))) is TimeUnavailable
    assert type(read(200, payload(name))) is Refused


@pytest.mark.parametrize("no", ["false", "0", '"0"', '"false"'])
def test_no_has_several_spellings(no):
    assert type(checked(201, f'{{"success": {no}, "data": null}}'.encode())) is TimeUnavailable


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(
    "body",
    [
        *map(payload, ("error_shape_i.html", "error_shape_i_truncated.txt", "without_envelope.json")),
        *(b'"Created"', b"true", b"false", b"0", b"\xff\xfe", b"{'success': true}", b'{"success": true'),
        *(b'{"success": true, "data": NaN}', b'{"success": true, "data": -Infinity}'),
        *(b'{"success": true, "data": 1e99999999999999999999}', b'{"success": true, "data": ' + b"9" * 5000 + b"}"),
        *(b"[" * 100_000, b'{"success": true, "data": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"),
        *(b'{"a":' * 100_000, b'{"success": true, "data": "\xe9"}'),
    ],
    ids=lambda body: repr(body[:20]),
)
def test_a_good_status_around_nonsense_is_malformed(method, body):
    with pytest.raises(MalformedAnswer):
        METHODS[method](answered(body, 200))


@pytest.mark.parametrize("body", [b"", b"null", b"[]", b"{}", b'{"meta": {"message": "Created"}}'])
def test_a_good_status_with_nothing_against_it_is_a_yes(body):
    METHODS["check"](answered(body, 201))


@pytest.mark.parametrize("body", [b"null", b"[]", b"{}", b'{"meta": {"message": "Created"}}'])
def test_a_read_needs_more_than_a_good_status(body):
    with pytest.raises(MalformedAnswer):
        READS["team"](answered(body))


@pytest.mark.parametrize(
    "body", [b"[" * 100_000, b'{"errors":' * 100_000, b'{"meta": ' + b"[" * 900 + b"]" * 900 + b"}"]
)
def test_a_bad_status_around_nonsense_is_still_that_status(body):
    assert type(checked(422, body)) is TimeUnavailable
    assert type(checked(401, body)) is Misconfigured


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("status", [200, 400, 401, 403, 404, 422, 429, 500])
def test_nothing_that_altegio_says_is_repeated(altegio, upstream, caplog, name, status):
    caplog.set_level(logging.DEBUG, logger="widget")
    upstream.post(f"{BASE}/book_check/4564", status=status, body=payload(name))

    try:
        altegio.check(4564, [WANTED])
    except AltegioError as error:
        told = f"{error!s} {error!r} {error.__cause__!s} {caplog.text}"
        assert not [words for words in SAID if words in told]
        assert "book_check" in caplog.text


@pytest.mark.parametrize("field", ["Ada Lovelace", "ada@example.com", "x" * 65, "", "1", "a\nb"])
def test_a_key_that_is_no_name_of_a_field_is_not_repeated(field):
    error = checked(422, json.dumps({"errors": {field: ["is wrong"]}}).encode())

    assert error.fields == ()
    assert field not in str(error) or len(field) < 2
