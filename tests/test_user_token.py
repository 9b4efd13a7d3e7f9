"""The token that unlocks moving a booking: read like the partner's, and shown nowhere."""

from __future__ import annotations

from typing import Any

import pytest

from booking_site.environment import Environment
from tests.walker import Walker

ENOUGH = {"SECRET_KEY": "k" * 60, "ALTEGIO_PARTNER_TOKEN": "token", "ALTEGIO_LOCATION_IDS": "4564"}


def test_it_need_not_be_set() -> None:
    environment = Environment(ENOUGH)

    assert (environment.user_token, environment.problems) == ("", [])


def test_spaces_around_it_are_not_part_of_it() -> None:
    assert Environment({**ENOUGH, "ALTEGIO_USER_TOKEN": " user-1 \n"}).user_token == "user-1"


@pytest.mark.parametrize("value", ["ключ", "a\nb", "a\x00b", "“user”"])
def test_what_cannot_be_sent_stops_the_server_and_is_not_shown(value: str) -> None:
    [problem] = Environment({**ENOUGH, "ALTEGIO_USER_TOKEN": value}).problems

    assert problem.startswith("ALTEGIO_USER_TOKEN holds characters that cannot be sent. Example: ALTEGIO_USER_TOKEN=<")
    assert value not in problem


def test_a_page_that_fails_in_debug_does_not_show_it(walker: Walker, settings: Any) -> None:
    settings.DEBUG = True
    settings.ALTEGIO_USER_TOKEN = "user-token-1"
    settings.LOCATIONS = None

    response = walker.client.get("/4564/")

    assert response.status_code == 500
    assert "ALTEGIO_USER_TOKEN" in response.content.decode()
    assert "user-token-1" not in response.content.decode()
