"""Any answer of Altegio's, from true to senseless: a page that can be shown, or one that says calmly that it cannot."""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st

from booking_site.sandbox.server import Sandbox
from tests.altegio.payloads import FOLDER
from tests.altegio.test_mutations import SCALARS, places
from tests.conftest import BERLIN
from tests.fuzz.calm import TAG, assert_calm, calmly, free_again, fuzz
from tests.journeys.at_the_form import chosen, filled, open_form
from tests.journeys.booked_pages import address, booked_elsewhere
from tests.journeys.wishes import HAIRCUT, YUSUF, booked, moment
from tests.walker import Page, Walker

PAYLOADS = {
    "company": "company",
    "book_services": "services",
    "book_staff": "staff",
    "book_dates": "dates",
    "book_times": "times",
    "book_check": "check",
    "book_record": "appointment",
    "privacy_policy": "policy",
}
"""The answers of each endpoint that lie there as files."""

REMOVED = object()
DEEP: Any = [{}]
for _ in range(150):
    DEEP = [DEEP]
HUGE = (10**400, -(10**400), "x" * 100_000, "9" * 5_000, ["x"] * 20_000, {str(n): n for n in range(5_000)}, DEEP)
VALUES = st.one_of(
    st.just(REMOVED),
    SCALARS,
    st.just(TAG),
    st.sampled_from(HUGE),
    st.lists(SCALARS, max_size=3),
    st.dictionaries(st.sampled_from(["0", "1", "id", "code", "title"]), SCALARS, max_size=3),
    st.sampled_from(["[]", "{}", "[[]]", '[{"id": 1}]', '{"0": {"id": 1}}', '{"1": []}']).map(json.loads),
)
WHOLE = st.sampled_from(
    [
        *(b"", b"null", b"[]", b"{}", b"0", b'"x"', b"\xff\xfe", b"<html>", b"\xef\xbb\xbf{}"),
        *(b"[" * 100_000, b'{"data":' * 5_000, b'{"success": true, "data": ' + b"9" * 10_000 + b"}"),
        b'{"success": true, "data": {"1": {"a": "\\ud800"}}}',
    ]
)


def changed(content: Any, place: tuple[Any, ...], value: Any) -> None:
    *above, last = place
    around = content
    for key in above:
        around = around[key]
    if value is REMOVED:
        del around[last]
    else:
        around[last] = deepcopy(value)


@st.composite
def mutated(draw: st.DrawFn, content: Any) -> bytes:
    """That answer, with up to three of its parts not what they were."""
    content = json.loads(json.dumps(content))
    for _ in range(draw(st.integers(1, 3))):
        if found := list(places(content)):
            changed(content, draw(st.sampled_from(found)), draw(VALUES))
    return json.dumps(content).encode()


def known_answers(endpoint: str, true: Any) -> list[Any]:
    files = sorted(FOLDER.glob(f"{PAYLOADS[endpoint]}*.json"))
    return [true, true, *(json.loads(file.read_bytes()) for file in files)]


def answer_to(sandbox: Sandbox, path: str) -> Any:
    """What the sandbox says itself."""
    headers = {"Accept": "application/vnd.api.v2+json", "Authorization": "Bearer sandbox"}
    response = requests.get(f"{sandbox.url}/{path}", headers=headers, timeout=10)
    return response.json() if response.content else {"success": True, "data": None, "meta": []}


def page_of(sandbox: Sandbox, endpoint: str) -> tuple[str, str]:
    """The address of a page that is made of such an answer, and the question that it asks."""
    at = moment(sandbox)
    step = f"service={HAIRCUT}&lang=en"
    services = f"service_ids[]={HAIRCUT}"
    match endpoint:
        case "company":
            return f"/{BERLIN}/?lang=en", f"company/{BERLIN}"
        case "book_services":
            return f"/{BERLIN}/?{step}&q=a", f"book_services/{BERLIN}"
        case "book_staff":
            return f"/{BERLIN}/time/?{step}&date={at.date()}", f"book_staff/{BERLIN}?{services}"
        case "book_dates":
            return f"/{BERLIN}/date/?{step}", f"book_dates/{BERLIN}?{services}"
        case "book_times":
            return f"/{BERLIN}/time/?{step}&date={at.date()}", f"book_times/{BERLIN}/{YUSUF}/{at.date()}?{services}"
        case "book_record":
            record = booked_elsewhere(sandbox, at)
            return address(record), f"book_record/{BERLIN}/{record.id}/{record.hash}"
        case _:
            sandbox.salon.set_company(BERLIN, is_show_privacy_policy=True)
            return chosen(at), f"privacy_policy/{BERLIN}" if endpoint == "privacy_policy" else f"company/{BERLIN}"


@pytest.mark.parametrize("endpoint", PAYLOADS)
@fuzz(70)
@given(draw=st.data())
def test_whatever_altegio_answers_there_is_a_calm_page(
    walker: Walker, sandbox: Sandbox, cold: Callable[[], None], endpoint: str, draw: st.DataObject
) -> None:
    sandbox.faults.clear()
    free_again(sandbox)
    url, question = page_of(sandbox, endpoint)
    answers = known_answers(endpoint, answer_to(sandbox, question))
    body = draw.draw(WHOLE | st.sampled_from(answers).flatmap(mutated), label="answer")
    status = draw.draw(st.sampled_from([200, 200, 200, 201, 400, 404, 422]), label="status")
    sandbox.faults.add("answer", endpoint, status=status, body=body)
    cold()

    with calmly():
        response = walker.client.get(url)

    assert_calm(url, response)
    if endpoint == "book_times" and response.status_code != 200:
        assert "no free" not in Page(url, response).text.lower()


@fuzz(60)
@given(draw=st.data())
def test_whatever_altegio_answers_to_a_booking_the_outcome_is_one_of_four(
    walker: Walker, sandbox: Sandbox, widget: Any, draw: st.DataObject
) -> None:
    sandbox.faults.clear()
    widget.ALTEGIO_API_URL = sandbox.url  # forgets who has booked, and how often
    page = open_form(walker, sandbox)
    files = [*FOLDER.glob("booked*.json"), *FOLDER.glob("error*.json")]
    answers = [json.loads(file.read_bytes()) for file in sorted(files)]
    body = draw.draw(WHOLE | st.sampled_from(answers).flatmap(mutated), label="answer")
    status = draw.draw(st.sampled_from([200, 201, 201, 400, 422, 500]), label="status")
    fault = sandbox.faults.add("answer", "POST book_record", status=status, body=body)
    url = str(page.all("form#typed")[0]["action"])

    with calmly():
        response = walker.client.post(url, filled(page), headers={"Sec-Fetch-Site": "same-origin"})

    assert fault.met == 1
    if response.status_code == 303:
        assert "/booking/" in response["Location"]
    else:
        assert_calm(url, response)
        assert response.status_code in (202, 409, 422, 503)
        assert not Page(url, response).all("[data-booked]")


@fuzz(30)
@given(draw=st.data())
def test_whatever_altegio_answers_to_a_cancellation_it_is_told_calmly(
    walker: Walker, sandbox: Sandbox, widget: Any, draw: st.DataObject
) -> None:
    sandbox.faults.clear()
    free_again(sandbox)
    widget.ALTEGIO_API_URL = sandbox.url
    page = booked(walker, sandbox)
    answers = [json.loads(file.read_bytes()) for file in sorted(FOLDER.glob("error*.json"))]
    body = draw.draw(WHOLE | st.sampled_from(answers).flatmap(mutated), label="answer")
    status = draw.draw(st.sampled_from([200, 204, 400, 404, 405, 422, 500]), label="status")
    sandbox.faults.add("answer", "DELETE user", status=status, body=body)
    url = page.url.replace("/?", "/cancel/?")

    with calmly():
        response = walker.client.post(url, {}, headers={"Sec-Fetch-Site": "same-origin"})

    assert_calm(url, response)
    assert response.status_code in (200, 202, 403, 503)
