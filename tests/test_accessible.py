"""The checks that every page of every journey goes through (``walker.assert_promises``) would notice something."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from tests.accessible import shortcomings
from tests.browser.form import NAME
from tests.conftest import BERLIN
from tests.walker import Walker


@pytest.fixture
def form_with_errors(walker: Walker) -> str:
    walker.open(f"/{BERLIN}/?lang=en")
    walker.choose_services("Short haircut")
    walker.choose_first_day()
    walker.choose_time()
    page = walker.press(walker.page.all("[data-book]")[0], fullname=NAME, phone="")
    return str(page.html)


@pytest.mark.parametrize(
    ("whole", "broken", "complaint"),
    [
        ('<h1 tabindex="-1">', '<h1 tabindex="-1">Welcome</h1><h1>', "2 headings"),
        ("<h2>", "<h4>", "headings out of order"),
        ('aria-label="Steps of the booking"', "", "a landmark without a name"),
        ("<nav", '<nav aria-label="Steps of the booking"></nav><nav', "two landmarks of one name"),
        ("initial-scale=1", "initial-scale=1, maximum-scale=1", "zoom is in doubt"),
        ('id="phone_error"', "", "aria-describedby leads nowhere"),
        ('id="main"', "", "a link leads nowhere"),
        ('aria-describedby="phone_error"', "", "the error of phone does not describe it"),
        ('aria-invalid="true"', "", "what is wrong with phone is not tied to it"),
        ('for="fullname"', "", "without a name"),
        ('href="#phone"', 'href="#main"', "nothing leads to phone"),
        (' required=""', "", "fullname says nothing"),
        ('autocomplete="tel"', 'autocomplete="off"', "phone does not say what it asks for"),
        ('id="wrong"', 'id="wrong" role="status"', "announced twice"),
        ('<p class="business"', '<p title="Salon"', "there should be none of this"),
        ("<body", '<body><a href="/" tabindex="3">Home</a><p', "there should be none of this"),
        ('aria-hidden="true" class="visually-hidden" form="typed" tabindex="-1"', 'aria-hidden="true"', "not heard"),
    ],
)
def test_what_is_broken_is_noticed(form_with_errors: str, whole: str, broken: str, complaint: str) -> None:
    assert shortcomings(BeautifulSoup(form_with_errors, "html.parser")) == []
    assert whole in form_with_errors

    found = shortcomings(BeautifulSoup(form_with_errors.replace(whole, broken), "html.parser"))

    assert any(complaint in each for each in found), found
