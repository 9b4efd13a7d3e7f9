from __future__ import annotations

import pytest
import time_machine
from django.core.signing import Signer
from django.test import override_settings

from tests.conftest import BERLIN, NEW_YORK
from widget.flow.ticket import TICKET_LIFE, Ticket, TicketInvalid, issue, read, reference, sign

NOW = 1_796_000_000.0


def test_a_ticket_comes_back_as_it_went() -> None:
    ticket = issue(BERLIN, "epoch")

    assert read(sign(ticket), BERLIN) == ticket


def test_each_ticket_is_another() -> None:
    assert len({issue(BERLIN, "epoch").id for _ in range(1000)}) == 1000


@pytest.mark.parametrize(
    "text",
    [
        "",
        "nonsense",
        "a:b:c:d:e",
        Signer(salt="widget.pictures").sign(f"id:epoch:{NOW}:{BERLIN}"),
        Signer(salt="widget.ticket", key="somebody else's" * 4).sign(f"id:epoch:{NOW}:{BERLIN}"),
        Signer(salt="widget.ticket").sign(f"id:epoch:{NOW}"),
        Signer(salt="widget.ticket").sign(f"id:epoch:then:{BERLIN}"),
        Signer(salt="widget.ticket").sign(f"id:epoch:{NOW}:Berlin"),
    ],
)
def test_what_is_not_ours_is_no_ticket(text: str) -> None:
    with pytest.raises(TicketInvalid):
        read(text, BERLIN)


def test_a_ticket_that_was_changed_is_none() -> None:
    text = sign(issue(BERLIN, "epoch"))

    for place in range(len(text)):
        with pytest.raises(TicketInvalid):
            read(text[:place] + ("A" if text[place] != "A" else "B") + text[place + 1 :], BERLIN)


def test_a_ticket_is_good_for_one_location() -> None:
    with pytest.raises(TicketInvalid):
        read(sign(issue(BERLIN, "epoch")), NEW_YORK)


def test_a_ticket_outlives_a_change_of_the_key() -> None:
    with override_settings(SECRET_KEY="before " * 8):
        text = sign(issue(BERLIN, "epoch"))

    with override_settings(SECRET_KEY="after " * 9, SECRET_KEY_FALLBACKS=["before " * 8]):
        assert read(text, BERLIN).epoch == "epoch"
    with override_settings(SECRET_KEY="after " * 9), pytest.raises(TicketInvalid):
        read(text, BERLIN)


@pytest.mark.parametrize(
    ("age", "is_expired"),
    [(0, False), (TICKET_LIFE, False), (TICKET_LIFE + 1, True), (-60, False), (-61, True), (30 * 24 * 3600, True)],
)
def test_a_ticket_expires_and_can_still_be_read(age: float, is_expired: bool) -> None:
    text = sign(Ticket("id", "epoch", NOW - age, BERLIN))

    with time_machine.travel(NOW, tick=False):
        ticket = read(text, BERLIN)
        assert ticket.age == age
        assert ticket.is_expired is is_expired


def test_a_reference_has_nine_digits_and_is_the_tickets_own() -> None:
    references = {reference(issue(BERLIN, "epoch").id) for _ in range(1000)}

    assert {len(str(number)) for number in references} == {9}
    assert len(references) > 990


def test_a_reference_is_the_same_in_every_version() -> None:
    """A visitor may read it out days later."""
    assert reference("of-a-test") == 351_619_807
