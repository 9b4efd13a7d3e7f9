"""Error reports to Sentry, where the operator wants them: what failed and where, and nothing of whom it failed for."""

from __future__ import annotations

from typing import Any

import sentry_sdk

from booking_site.logs import without_personal_data

NOTHING: Any = {"mode": "off"}
COLLECTED: Any = {
    "user_info": False,
    "cookies": NOTHING,
    "http_headers": {"request": NOTHING},
    "http_bodies": [],
    "url_query_params": NOTHING,
    "stack_frame_variables": False,
    "frame_context_lines": 0,
}
DROPPED = ("request", "user", "breadcrumbs", "extra", "server_name", "modules")


def report_to(dsn: str, **options: Any) -> None:
    """Does nothing without a DSN."""
    if not dsn:
        return
    sentry_sdk.init(
        dsn=dsn,
        data_collection=COLLECTED,
        max_breadcrumbs=0,
        before_send=scrubbed,
        **options,
    )


def scrubbed(event: Any, hint: Any) -> Any:
    """Without the request, whose address may hold a key, and with texts through the same net as the log's."""
    for name in DROPPED:
        event.pop(name, None)
    if event.get("transaction_info", {}).get("source") != "route":
        event.pop("transaction", None)  # the address itself, where no route fits it
    for raised in event.get("exception", {}).get("values", []):
        raised["value"] = without_personal_data(str(raised.get("value", "")))
    if entry := event.get("logentry"):
        event["logentry"] = {"message": without_personal_data(str(entry.get("formatted") or entry.get("message")))}
    return event
