"""Every answer below a location can be framed by those on its list, whatever went wrong, and nothing else can."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from booking_site.sandbox.server import Sandbox
from tests.conftest import BERLIN
from tests.english import EnglishClient
from tests.journeys.at_the_form import ADA, OURS, action, chosen, filled, open_form
from tests.journeys.wishes import HAIRCUT, YUSUF, moment
from tests.test_headers import policy
from tests.walker import Walker
from widget.flow import limits
from widget.views.booking_addresses import KeysConverter

Answer = Callable[[Walker, Sandbox, Any], Any]

BOOKING = f"/{BERLIN}/booking/1-abcdefabcdef/"
ABOUT: dict[str, Any] = {
    "location_id": BERLIN,
    "team_member_id": 1,
    "keys": KeysConverter().to_python("1-abcdefabcdef"),
    "tail": "personal/menu",
    "name": "1f5c4d-auto-soft-system",
    "version": "1",
}


def got(path: str, **headers: str) -> Answer:
    return lambda walker, sandbox, settings: walker.client.get(path, headers=headers)


def form_sent(**headers: str) -> Answer:
    def send(walker: Walker, sandbox: Sandbox, settings: Any) -> Any:
        form = open_form(walker, sandbox)
        return walker.client.post(action(form), filled(form), headers=OURS | headers)

    return send


def form_half_filled(walker: Walker, sandbox: Sandbox, settings: Any) -> Any:
    form = open_form(walker, sandbox)
    return walker.client.post(action(form), filled(form, phone=""), headers=OURS)


def detour_by_post(walker: Walker, sandbox: Sandbox, settings: Any) -> Any:
    return walker.client.post(f"/{BERLIN}/date/", ADA, headers=OURS)


def time_lost(walker: Walker, sandbox: Sandbox, settings: Any) -> Any:
    form = open_form(walker, sandbox)
    sandbox.salon.take(BERLIN, YUSUF, moment(sandbox), 45)
    return walker.client.post(action(form), filled(form), headers=OURS)


def outcome_unknown(walker: Walker, sandbox: Sandbox, settings: Any) -> Any:
    form = open_form(walker, sandbox)
    sandbox.faults.add("drop", "book_record", after=True)
    return walker.client.post(action(form), filled(form), headers=OURS)


def too_often(walker: Walker, sandbox: Sandbox, settings: Any) -> Any:
    for _ in range(limits.READS_OF_BOOKINGS_PER_ADDRESS.most + 1):
        response = walker.client.get(BOOKING)
    return response


def broken_here(walker: Walker, sandbox: Sandbox, settings: Any) -> Any:
    settings.LOCATIONS = {BERLIN: SimpleNamespace(allowed_origins=())}
    return walker.client.get(f"/{BERLIN}/date/?service={HAIRCUT}")


def failing(**fault: Any) -> Answer:
    def fail(walker: Walker, sandbox: Sandbox, settings: Any) -> Any:
        sandbox.faults.add("answer" if "body" in fault else "error", "*", **fault)
        return walker.client.get(f"/{BERLIN}/")

    return fail


def redirected_to_https(walker: Walker, sandbox: Sandbox, settings: Any) -> Any:
    settings.SECURE_SSL_REDIRECT = True
    return EnglishClient().get(f"/{BERLIN}/")


def closed(walker: Walker, sandbox: Sandbox, settings: Any) -> Any:
    sandbox.salon.close(BERLIN)
    return walker.client.get(f"/{BERLIN}/")


FRAMABLE: dict[str, tuple[int, Answer]] = {
    "choice of locations": (200, got("/")),
    "step": (200, got(f"/{BERLIN}/")),
    "closed": (200, closed),
    "head": (200, lambda walker, sandbox, settings: walker.client.head(f"/{BERLIN}/")),
    "without a slash": (301, got(f"/{BERLIN}/date")),
    "to https": (301, redirected_to_https),
    "outcome unknown": (202, outcome_unknown),
    "detour": (302, got(f"/{BERLIN}/date/")),
    "link of Altegio": (302, got(f"/company/{BERLIN}/personal/menu?o=")),
    "booked": (303, form_sent()),
    "detour by post": (307, detour_by_post),
    "too many fields": (400, got(f"/{BERLIN}/?" + "&".join(f"x{n}=1" for n in range(201)))),
    "too many fields in a link of Altegio": (400, got(f"/company/{BERLIN}?" + "o=m1&" * 201)),
    "another host": (400, got(f"/{BERLIN}/", Host="evil.example")),
    "from elsewhere": (403, form_sent(**{"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"})),
    "nowhere": (404, got(f"/{BERLIN}/nowhere/")),
    "nowhere in a link of Altegio": (404, got(f"/company/{BERLIN}/%0A")),
    "no such booking": (404, got(BOOKING)),
    "no such picture": (404, got(f"/{BERLIN}/logo.webp")),
    "method": (405, lambda walker, sandbox, settings: walker.client.put(f"/{BERLIN}/")),
    "time lost": (409, time_lost),
    "half filled": (422, form_half_filled),
    "too often": (429, too_often),
    "broken here": (500, broken_here),
    "broken there": (503, failing(status=500)),
    "misconfigured": (503, failing(status=401, body={"success": False, "data": None, "meta": []})),
    "a guess": (503, got(f"/{BERLIN}/", **{"Sec-Purpose": "prefetch"})),
}  # fmt: skip
NOT_FRAMABLE: dict[str, tuple[int, Answer]] = {
    "health": (200, got("/healthz")),
    "robots": (200, got("/robots.txt")),
    "another location": (404, got("/1/")),
    "a link to another location": (404, got("/company/1/personal/menu")),
    "a number in other digits": (404, got("/٤٥٦٤/")),
    "a number that begins like ours": (404, got(f"/{BERLIN}x/")),
    "nowhere": (404, got(f"/nowhere/{BERLIN}/")),
    "no such file": (404, got("/static/nothing.css")),
    "another host": (400, got("/nowhere", Host="evil.example")),
    "too many fields": (404, got("/1/?" + "&".join(f"x{n}=1" for n in range(201)))),
}


@pytest.fixture
def walker(widget: Any) -> Walker:
    widget.EMBED_ALLOWED_ORIGINS = ("https://www.example.com",)
    return Walker(EnglishClient(raise_request_exception=False))


@pytest.mark.parametrize("kind", FRAMABLE)
def test_an_answer_below_a_location_can_be_framed(walker: Walker, sandbox: Sandbox, settings: Any, kind: str) -> None:
    status, answer = FRAMABLE[kind]

    response = answer(walker, sandbox, settings)

    assert response.status_code == status
    assert policy(response)["frame-ancestors"] == "'self' https://www.example.com"
    assert "X-Frame-Options" not in response
    assert response["Cross-Origin-Resource-Policy"] == "cross-origin"


@pytest.mark.parametrize("kind", NOT_FRAMABLE)
def test_nothing_else_can_be(walker: Walker, sandbox: Sandbox, settings: Any, kind: str) -> None:
    status, answer = NOT_FRAMABLE[kind]

    response = answer(walker, sandbox, settings)

    assert response.status_code == status
    assert policy(response)["frame-ancestors"] == "'none'"
    assert response["X-Frame-Options"] == "DENY"
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"


def routes() -> Iterator[tuple[str, set[str]]]:
    """Of all addresses: the name, and what has to be known to write it."""
    resolver = get_resolver()
    for part in resolver.url_patterns:
        assert isinstance(part, URLResolver)
        for pattern in part.url_patterns:
            assert isinstance(pattern, URLPattern)
            if pattern.name:
                yield f"{part.app_name}:{pattern.name}", set(pattern.pattern.converters)


@pytest.mark.parametrize(("name", "needed"), list(routes()))
def test_every_route_below_a_location_can_be_framed_and_only_below_ours(
    walker: Walker, name: str, needed: set[str]
) -> None:
    known = {part: ABOUT[part] for part in needed}
    of_others = known | dict.fromkeys(needed & {"location_id"}, 1)

    ours = walker.client.get(reverse(name, kwargs=known))
    theirs = walker.client.get(reverse(name, kwargs=of_others))

    is_framable = "location_id" in needed or name == "widget:home"
    assert ("X-Frame-Options" not in ours) == is_framable
    assert ("X-Frame-Options" in theirs) == ("location_id" in needed or not is_framable)


def test_a_ticket_is_no_reason_to_be_framed_elsewhere(walker: Walker, sandbox: Sandbox) -> None:
    """The page with the form, which others would like to have clicked, obeys the list as any other."""
    response = walker.client.get(chosen(moment(sandbox)))

    assert policy(response)["frame-ancestors"] == "'self' https://www.example.com"
