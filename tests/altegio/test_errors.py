from __future__ import annotations

import inspect
import re

import pytest

from widget.altegio import errors
from widget.altegio.errors import BOOKING_ERRORS, AltegioError, BookingError, Busy, Refused

CLASSES = {
    name: kind for name, kind in inspect.getmembers(errors, inspect.isclass) if kind.__module__ == errors.__name__
}
DRAWN = re.findall(r"^([│ ]*)[├└]── (\w+)", errors.__doc__, re.MULTILINE)


def test_every_error_is_an_altegio_error():
    assert all(issubclass(kind, AltegioError) for kind in CLASSES.values())


def test_the_tree_that_is_drawn_is_the_tree_that_grows():
    above = ["AltegioError"]
    for indent, name in DRAWN:
        above[len(indent) // 4 + 1 :] = [name]
        assert CLASSES[name].__base__ is CLASSES[above[-2]]

    assert {"AltegioError", *(name for _, name in DRAWN)} == CLASSES.keys()


def test_the_codes_that_are_drawn_are_the_codes_in_the_table():
    drawn = re.findall(r"── (\w+) +(4\d\d)$", errors.__doc__, re.MULTILINE)

    assert {int(code): CLASSES[name] for name, code in drawn if int(code) in BOOKING_ERRORS} == BOOKING_ERRORS


def test_every_booking_error_has_a_code_or_is_told_by_its_shape():
    told_by_shape = {errors.TimeUnavailable, errors.RequestInvalid}

    assert {*BOOKING_ERRORS.values(), *told_by_shape} == set(BookingError.__subclasses__())
    assert list(BOOKING_ERRORS) == [422, *range(431, 439)]


def test_a_refusal_tells_its_numbers_and_fields():
    error = Refused(422, 433, appointment_id=2, fields=("email", "phone"))

    assert str(error) == "status 422, code 433, fields email, phone"
    assert str(Refused(404)) == "status 404, code None, fields none"


def test_only_of_some_errors_it_is_certain_that_nothing_was_sent():
    assert {name for name, kind in CLASSES.items() if issubclass(kind, errors.NotSent)} == {"NotSent", "CircuitOpen"}


@pytest.mark.parametrize("seconds", [None, 0, 7.5])
def test_busy_knows_when_to_come_back(seconds):
    assert Busy(seconds).retry_after == seconds
