"""What a visitor agrees to, and what they are told of their data before they send it."""

from __future__ import annotations

from typing import Any

import pytest

from booking_site.sandbox.server import Sandbox
from tests.conftest import BERLIN, NEW_YORK
from tests.journeys.wishes import ADA, details, own, sent
from tests.walker import Page, Walker, words

CODE = "1234"
TEXT = "We keep your name."


@pytest.fixture
def with_policy(sandbox: Sandbox) -> Sandbox:
    sandbox.salon.set_company(BERLIN, is_show_privacy_policy=True)
    sandbox.salon.set_policy(BERLIN, TEXT)
    return sandbox


def policy(page: Page) -> str:
    return words(page.html.select_one("details.policy p"))


def unread(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if "policy cannot be read" in record.getMessage()]


@pytest.mark.parametrize(
    "body",
    [
        TEXT,
        "<div><p>We keep\n your <b>name</b>.</p><script>alert(1)</script><style>p {}</style></div>",
        {"text": TEXT},
        {"id": 7, "title": "Policy", "text": TEXT, "link": None},
        [{"lang": "en", "content": {"html": f"<p>{TEXT}</p>"}}],
        ["", TEXT],
        {"privacy_policy": {"data": [TEXT]}, "is_required": True},
    ],
)
def test_the_policy_is_text_in_whatever_shape_it_comes(
    walker: Walker, with_policy: Sandbox, body: Any, caplog: pytest.LogCaptureFixture
) -> None:
    with_policy.salon.set_policy(BERLIN, body)

    page = details(walker, with_policy)

    assert policy(page) == TEXT
    assert page.all("input[type=checkbox][name=consent][required]:not([checked])")
    assert "alert(1)" not in page.response.content.decode()
    assert unread(caplog) == []


def test_paragraphs_of_the_policy_stay_apart_and_markup_is_text(walker: Walker, with_policy: Sandbox) -> None:
    with_policy.salon.set_policy(BERLIN, "<p>One &lt;b&gt;</p><p>Two</p>")

    [shown] = details(walker, with_policy).all("details.policy p")

    assert [tag.name for tag in shown.find_all(True)] == ["br"]
    assert words(shown) == "One <b> Two"


@pytest.mark.parametrize("body", [None, "", "  <p> </p>", 5, True, [], {}, {"text": None}, [[[[[[[[[[[TEXT]]]]]]]]]]]])
def test_a_policy_without_a_text_leaves_the_link_and_the_box_and_the_operator_is_told(
    walker: Walker, with_policy: Sandbox, settings: Any, body: Any, caplog: pytest.LogCaptureFixture
) -> None:
    own(settings, privacy_url="https://linden.example/privacy")
    with_policy.salon.set_policy(BERLIN, body)

    page = details(walker, with_policy)

    assert not page.all("details.policy")
    assert page.all('.legal a[href="https://linden.example/privacy"]')
    assert page.all("[name=consent]")
    assert unread(caplog) == [f"location {BERLIN}: its privacy policy cannot be read"]


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("error", {}),
        ("answer", {"status": 404, "body": {"success": False, "data": None, "meta": []}}),
        ("answer", {"status": 403, "body": {"success": False, "data": None, "meta": []}}),
        ("drop", {}),
        ("truncated", {}),
        ("html", {}),
    ],
)
def test_a_policy_that_cannot_be_had_keeps_nobody_from_booking(
    walker: Walker,
    with_policy: Sandbox,
    settings: Any,
    kind: str,
    options: dict[str, Any],
    caplog: pytest.LogCaptureFixture,
) -> None:
    own(settings, privacy_url="https://linden.example/privacy")
    with_policy.faults.add(kind, "privacy_policy", **options)

    page = details(walker, with_policy)

    assert not page.all("details.policy")
    assert page.all('.legal a[href="https://linden.example/privacy"]')
    assert unread(caplog)
    assert walker.press("Book for", **ADA, consent="on").all("[data-booked]")


def test_nothing_is_booked_without_consent(walker: Walker, with_policy: Sandbox) -> None:
    details(walker, with_policy)

    page = walker.press("Book for", **ADA)

    assert (page.status, page.errors) == (422, ["consent-missing"])
    assert words(page.html.select_one("#consent_error")) == "Please agree to the privacy policy, or call us."
    assert page.all("#consent[aria-invalid=true]:not([checked])")
    assert page.typed()["fullname"] == "Ada Lovelace"
    assert policy(page) == TEXT
    assert sent(with_policy) == []


def test_consent_is_sent_and_stays_given(walker: Walker, with_policy: Sandbox) -> None:
    details(walker, with_policy)
    page = walker.press("Book for", **(ADA | {"phone": "1"}), consent="on")
    assert page.all("#consent[checked]")

    page = walker.press("Book for", phone=ADA["phone"])

    assert page.all("[data-booked]")
    assert sent(with_policy)[0]["is_personal_data_processing_allowed"] is True


def test_where_there_is_no_policy_nothing_has_to_be_agreed_to_and_nothing_is_asked(
    walker: Walker, sandbox: Sandbox
) -> None:
    page = details(walker, sandbox)

    assert not page.all("details.policy, [name=consent]")
    assert not [asked for asked in sandbox.requests if asked.path.startswith("privacy_policy")]
    walker.press("Book for", **ADA, consent="on")
    assert "is_personal_data_processing_allowed" not in sent(sandbox)[0]


def test_the_policy_is_asked_for_once_and_not_by_every_visitor(walker: Walker, with_policy: Sandbox) -> None:
    for _ in range(3):
        assert policy(details(walker, with_policy)) == TEXT

    assert len([asked for asked in with_policy.requests if asked.path.startswith("privacy_policy")]) == 1


def test_the_newsletter_is_offered_only_where_there_is_one_and_never_ticked(
    walker: Walker, sandbox: Sandbox, settings: Any
) -> None:
    assert not details(walker, sandbox).all("[name=newsletter]")
    walker.press("Book for", **ADA, newsletter="on")
    own(settings, offers_newsletter=True)

    page = details(walker, sandbox, clock="14:00")

    assert page.all("input[type=checkbox][name=newsletter]:not([checked]):not([required])")
    walker.press("Book for", **ADA)
    details(walker, sandbox, clock="16:00")
    walker.press("Book for", **ADA, newsletter="on")
    assert [body.get("is_newsletter_allowed") for body in sent(sandbox)] == [None, None, True]


def test_visitors_are_told_whose_their_data_are(walker: Walker, sandbox: Sandbox, settings: Any) -> None:
    assert "Atelier Linden uses your details to arrange this appointment." in details(walker, sandbox).text
    assert not walker.page.all(".legal a")
    own(
        settings,
        data_controller="Linden <GmbH>, Berlin",
        privacy_url="https://linden.example/privacy?a=1&b=2",
        imprint_url="https://linden.example/imprint",
    )

    page = details(walker, sandbox)

    assert "Linden <GmbH>, Berlin uses your details to arrange this appointment." in page.text
    links = page.all(".legal a")
    assert [(words(link), link["href"]) for link in links] == [
        ("Privacy policy", "https://linden.example/privacy?a=1&b=2"),
        ("Legal notice", "https://linden.example/imprint"),
    ]
    assert all((link["target"], link["rel"]) == ("_blank", ["noopener"]) for link in links)


def test_the_location_with_code_and_policy_books_with_both(walker: Walker, sandbox: Sandbox) -> None:
    page = details(walker, sandbox, NEW_YORK)
    assert policy(page).startswith("Linden on Hudson keeps your name")

    page = walker.press("Book for", fullname="Ada", phone="(212) 555-0123", code=CODE, consent="on")

    assert page.all("[data-booked]")
    [body] = sent(sandbox)
    assert (body["phone"], body["code"]) == ("+12125550123", CODE)
    assert sent(sandbox, "book_code") == []
