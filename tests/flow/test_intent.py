from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from tests.conftest import BERLIN, NEW_YORK
from widget.flow.intent import Wish, intents

SECRET = "a secret"
PHONE = "+493012345678"
NOON = datetime.fromisoformat("2026-12-08T12:00:00+01:00")
CUT: Wish = (NOON, (1, 2))
COLOUR: Wish = (NOON + timedelta(hours=2), (3,))


def of(*wishes: Wish, secret: str = SECRET, phone: str = PHONE, location_id: int = BERLIN) -> tuple[str, ...]:
    return intents(secret, phone, location_id, wishes)


@pytest.mark.parametrize(
    "same",
    [
        of((NOON, (2, 1))),
        of((datetime.fromisoformat("2026-12-08T11:00:00Z"), (1, 2))),
        of((NOON + timedelta(seconds=59), (1, 2))),
        of(CUT, phone="+49 30 1234-5678"),
        of(CUT, CUT),
    ],
)
def test_the_same_wish_spelled_in_another_way_is_the_same(same: tuple[str, ...]) -> None:
    assert same == of(CUT)


@pytest.mark.parametrize(
    "other",
    [
        of((NOON + timedelta(minutes=1), (1, 2))),
        of((NOON, (1,))),
        of((NOON, (12,))),
        of((NOON, (1, 2, 2))),
        of(CUT, phone="+493012345679"),
        of(CUT, location_id=NEW_YORK),
        of(CUT, secret="another"),
    ],
)
def test_another_wish_is_another(other: tuple[str, ...]) -> None:
    assert not set(other) & set(of(CUT))


def test_each_appointment_of_a_booking_counts_for_itself() -> None:
    assert set(of(CUT, COLOUR)) == {*of(CUT), *of(COLOUR)}
    assert of(CUT, COLOUR) == of(COLOUR, CUT)


def test_a_time_that_could_be_anywhere_is_refused() -> None:
    with pytest.raises(TypeError):
        of((NOON.replace(tzinfo=None), (1,)))
