"""Error reports: sent only where the operator wants them, and about the failure alone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
import sentry_sdk
from sentry_sdk.envelope import Envelope
from sentry_sdk.transport import Transport

from booking_site.reports import report_to

DSN = "http://key@127.0.0.1:9/1"


class Caught(Transport):
    """Where reports would be sent to."""

    envelopes: list[Envelope]

    def __init__(self) -> None:
        super().__init__()
        self.envelopes = []

    def capture_envelope(self, envelope: Envelope) -> None:
        self.envelopes.append(envelope)

    @property
    def events(self) -> list[dict[str, Any]]:
        found = [envelope.get_event() for envelope in self.envelopes]
        return [dict(event) for event in found if event]


@pytest.fixture
def caught() -> Iterator[Caught]:
    transport = Caught()
    report_to(DSN, transport=transport, default_integrations=False, auto_enabling_integrations=False)
    yield transport
    sentry_sdk.get_client().close(timeout=0)
    sentry_sdk.get_global_scope().set_client(None)


def test_without_a_dsn_nothing_is_set_up() -> None:
    report_to("")

    assert not sentry_sdk.get_client().is_active()


def test_a_report_tells_what_failed_and_not_for_whom(caught: Caught) -> None:
    name, phone = "Ada Lovelace", "+49 30 901820"
    sentry_sdk.add_breadcrumb(message=f"typed {name}")
    sentry_sdk.set_user({"username": name})
    sentry_sdk.set_extra("phone", phone)
    try:
        raise ValueError(f"cannot read {phone} of ada@example.com, key 7f9d239aca80237c64c24b15012cfc0e")
    except ValueError as failure:
        sentry_sdk.capture_exception(failure)

    [event] = caught.events
    [raised] = event["exception"]["values"]
    assert raised["type"] == "ValueError"
    assert raised["value"] == "cannot read [phone] of [mail], key [key]"
    assert raised["stacktrace"]["frames"][-1]["function"] == "test_a_report_tells_what_failed_and_not_for_whom"
    written = json.dumps(event, default=str)
    for secret in (name, phone, "901820", "ada@"):
        assert secret not in written


def test_messages_go_through_the_same_net(caught: Caught) -> None:
    sentry_sdk.capture_event({"logentry": {"message": "%s failed for +4930901820", "formatted": "x +4930901820"}})

    [event] = caught.events
    assert event["logentry"] == {"message": "x [phone]"}


def test_requests_are_not_reported(caught: Caught) -> None:
    sentry_sdk.capture_event({
        "message": "failed",
        "request": {"url": "https://x/4564/booking/1-7f9d239aca80237c64c24b15012cfc0e/", "data": {"phone": "030"}},
    })  # fmt: skip

    [event] = caught.events
    assert "request" not in event


@pytest.mark.parametrize(
    ("source", "transaction", "told"),
    [
        ("route", "/{location_id}/date/", "/{location_id}/date/"),
        ("url", "/4564/booking/1-7f9d239aca80237c64c24b15012cfc0e/nowhere", None),
    ],
)
def test_the_route_is_reported_and_never_the_address(
    caught: Caught, source: str, transaction: str, told: str | None
) -> None:
    sentry_sdk.capture_event({"message": "failed", "transaction": transaction, "transaction_info": {"source": source}})

    [event] = caught.events
    assert event.get("transaction") == told
