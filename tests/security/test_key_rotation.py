"""A new SECRET_KEY, with the old one as a fallback: what was signed before still counts, and books once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from booking_site.environment import Environment
from booking_site.sandbox.server import Sandbox
from tests.conftest import BERLIN
from tests.flow.test_intent import COLOUR, CUT, PHONE
from tests.journeys.at_the_form import OURS, action, booked_ids, filled, open_form, send
from tests.journeys.wishes import sent
from tests.test_environment import ENOUGH
from tests.walker import Page, Walker
from widget.flow.intent import intents_by_key
from widget.views import pictures

OLD, NEW = "the key of last year " * 3, "the key of this year " * 3
JUST_BOOKED = "You have just booked this"
Rotate = Callable[[], None]


@pytest.fixture
def rotate(widget: Any) -> Rotate:
    """The old key, until this is called."""
    widget.SECRET_KEY, widget.SECRET_KEY_FALLBACKS = OLD, []

    def turn() -> None:
        widget.SECRET_KEY, widget.SECRET_KEY_FALLBACKS = NEW, [OLD]

    return turn


@pytest.fixture
def forget_old_key(widget: Any) -> Rotate:
    def forget() -> None:
        widget.SECRET_KEY, widget.SECRET_KEY_FALLBACKS = NEW, []

    return forget


def post(walker: Walker, form: Page, **typed: str) -> Page:
    return Page(action(form), walker.client.post(action(form), filled(form, **typed), headers=OURS))


def test_a_form_opened_before_books_after(walker: Walker, sandbox: Sandbox, rotate: Rotate) -> None:
    open_form(walker, sandbox)
    rotate()

    assert booked_ids(send(walker))


def test_a_form_that_was_sent_before_does_not_book_again(walker: Walker, sandbox: Sandbox, rotate: Rotate) -> None:
    form = open_form(walker, sandbox)
    first = post(walker, form)
    rotate()

    second = post(walker, form)

    assert first.response["Location"] == second.response["Location"]
    assert len(sent(sandbox)) == 1


def test_a_wish_booked_before_is_recognised_in_a_form_opened_after(
    walker: Walker, sandbox: Sandbox, rotate: Rotate
) -> None:
    other = open_form(walker, sandbox)
    walker.open(other.url)
    send(walker)
    rotate()

    page = walker.post(action(other), filled(other))

    assert page.heading == JUST_BOOKED
    assert len(sent(sandbox)) == len(sandbox.salon.records) == 1


def test_a_wish_booked_after_is_recognised_by_a_process_that_still_has_the_old_key(
    walker: Walker, sandbox: Sandbox, rotate: Rotate, widget: Any
) -> None:
    """While processes are exchanged one after another, both keys are in use."""
    other = open_form(walker, sandbox)
    walker.open(other.url)
    rotate()
    send(walker)
    widget.SECRET_KEY, widget.SECRET_KEY_FALLBACKS = OLD, []

    page = walker.post(action(other), filled(other))

    assert page.heading == JUST_BOOKED
    assert len(sent(sandbox)) == len(sandbox.salon.records) == 1


def test_a_refusal_before_is_still_the_answer_to_the_same_form(
    walker: Walker, sandbox: Sandbox, rotate: Rotate
) -> None:
    form = open_form(walker, sandbox)
    sandbox.faults.add("refuse", "book_record", status=422, code=433)
    first = post(walker, form)
    rotate()

    assert post(walker, form).errors == first.errors
    assert len(sent(sandbox)) == 1


def test_once_the_old_key_is_gone_a_form_is_shown_again_and_not_sent(
    walker: Walker, sandbox: Sandbox, rotate: Rotate, forget_old_key: Rotate
) -> None:
    form = open_form(walker, sandbox)
    forget_old_key()

    page = post(walker, form)

    assert page.status == 422
    assert sent(sandbox) == []
    assert booked_ids(walker.post(action(page), filled(page)))


def test_a_picture_keeps_its_address_until_the_old_key_is_gone(
    walker: Walker, rotate: Rotate, forget_old_key: Rotate, widget: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    widget.IMAGE_HOSTS = ["127.0.0.1"]
    monkeypatch.setattr(pictures, "shelf", pictures.Shelf())
    address = str(walker.open(f"/{BERLIN}/").all(".business img")[0]["src"])

    rotate()
    assert walker.client.get(address).status_code == 200
    assert str(walker.open(f"/{BERLIN}/").all(".business img")[0]["src"]) != address

    forget_old_key()
    assert walker.client.get(address).status_code == 404


def test_wishes_are_the_same_under_any_key_and_no_others() -> None:

    def of(*wishes: Any, keys: tuple[str, ...]) -> Any:
        return intents_by_key(keys, PHONE, BERLIN, wishes)

    cut = of(CUT, keys=(NEW, OLD))

    assert all(cut.are(known.all) for known in (cut, of(CUT, keys=(OLD,)), of(CUT, keys=(NEW,))))
    assert not cut.are(of(CUT, COLOUR, keys=(OLD,)).all)
    assert not of(CUT, COLOUR, keys=(NEW, OLD)).are(of(CUT, keys=(OLD,)).all)
    assert not cut.are(())


def test_former_keys_are_read_from_the_environment_and_never_told() -> None:
    environment = Environment({**ENOUGH, "SECRET_KEY_FALLBACKS": f"{'o' * 60}, {'p' * 60}"})
    assert (environment.secret_key_fallbacks, environment.problems) == (["o" * 60, "p" * 60], [])

    [problem] = Environment({**ENOUGH, "SECRET_KEY_FALLBACKS": ENOUGH["SECRET_KEY"]}).problems
    assert problem.startswith("SECRET_KEY_FALLBACKS ")
    assert ENOUGH["SECRET_KEY"] not in problem
