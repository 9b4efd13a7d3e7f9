"""What Prometheus finds at /metrics, and that everything an alert asks for is there."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families

from booking_site.sandbox.server import Sandbox
from tests.conftest import BERLIN
from tests.english import EnglishClient
from tests.journeys.at_the_form import ADA, alone, chosen, open_form, send
from tests.journeys.wishes import HAIRCUT, YUSUF
from tests.serving import PROJECT
from tests.walker import Walker
from widget.flow.entry import Standing
from widget.metrics import OUTCOMES

TOKEN = "only for tests"
ALERTS = PROJECT / "docs" / "alerts.yml"

Values = dict[tuple[str, frozenset[tuple[str, str]]], float]


def scraped(client: Client) -> Values:
    response = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert response.status_code == 200
    families = text_string_to_metric_families(response.content.decode())
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in families
        for sample in family.samples
    }


@pytest.fixture
def gained(walker: Walker, settings: Any) -> Callable[..., float]:
    """How much a metric has grown since the test began: the process is that of many tests."""
    settings.METRICS_TOKEN = TOKEN
    before = scraped(walker.client)

    def difference(name: str, **labels: object) -> float:
        series = (name, frozenset((key, str(value)) for key, value in labels.items()))
        return scraped(walker.client).get(series, 0.0) - before.get(series, 0.0)

    return difference


@pytest.mark.parametrize(
    "given", ["", "Bearer", "Bearer wrong", TOKEN, "Basic b25seQ==", f"bearer {TOKEN}x", "Bearer ü"]
)
def test_nobody_else_is_told(widget: Any, given: str) -> None:
    widget.METRICS_TOKEN = TOKEN
    response = EnglishClient().get("/metrics", headers={"Authorization": given})

    assert response.status_code == 401
    assert b"booking_" not in response.content


def test_without_a_token_there_are_none(widget: Any) -> None:
    widget.METRICS_TOKEN = ""

    assert EnglishClient().get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404


def test_whoever_watches_has_another_host_name(widget: Any) -> None:
    widget.METRICS_TOKEN = TOKEN
    headers = {"Authorization": f"Bearer {TOKEN}", "Host": "10.0.0.7:8000"}

    assert EnglishClient().get("/metrics", headers=headers).status_code == 200


def test_requests_are_counted_by_route(walker: Walker, gained: Callable[..., float]) -> None:
    walker.open(f"/{BERLIN}/")
    walker.open(f"/{BERLIN}/nowhere/")

    assert gained("booking_requests_total", route="widget:services", method="GET", status=200) == 1
    assert gained("booking_requests_total", route="-", method="GET", status=404) == 1
    assert gained("booking_request_seconds_count", route="widget:services") == 1


def test_an_invented_method_is_no_series_of_its_own(walker: Walker, gained: Callable[..., float]) -> None:
    walker.client.generic("BREW", f"/{BERLIN}/")

    assert gained("booking_requests_total", route="widget:services", method="other", status=405) == 1


def test_calls_are_counted_by_what_came_of_them(
    walker: Walker, sandbox: Sandbox, gained: Callable[..., float], cold: Callable[[], None]
) -> None:
    walker.open(f"/{BERLIN}/")
    walker.open(f"/{BERLIN}/")
    assert gained("booking_upstream_calls_total", endpoint="company", outcome="answered") == 1
    assert gained("booking_upstream_seconds_count", endpoint="company") == 1
    assert gained("booking_upstream_answers_total", endpoint="company", state="miss") == 1
    assert gained("booking_upstream_answers_total", endpoint="company", state="hit") == 1

    cold()
    sandbox.faults.add("error", "company", times=10)
    walker.open(f"/{BERLIN}/")
    assert gained("booking_upstream_calls_total", endpoint="company", outcome="no-answer") == 2


def test_a_resting_kind_of_call_is_seen(
    walker: Walker, sandbox: Sandbox, gained: Callable[..., float], settings: Any, cold: Callable[[], None]
) -> None:
    settings.ALTEGIO_FAILURE_KEPT = 0.0
    sandbox.faults.add("error", "company", times=100)
    for _time in range(5):
        walker.open(f"/{BERLIN}/")

    assert gained("booking_upstream_turned_away_total", endpoint="company", reason="breaker") >= 1
    assert scraped(walker.client)[("booking_breaker_open", frozenset({("endpoint", "company")}))] == 1
    sandbox.faults.clear()
    cold()
    walker.open(f"/{BERLIN}/")
    assert scraped(walker.client)[("booking_breaker_open", frozenset({("endpoint", "company")}))] == 0


def test_the_way_to_a_booking_is_a_funnel(walker: Walker, sandbox: Sandbox, gained: Callable[..., float]) -> None:
    at = alone(sandbox, YUSUF)
    walker.open(f"/{BERLIN}/")
    walker.open(f"/{BERLIN}/date/?service={HAIRCUT}")
    walker.open(f"/{BERLIN}/time/?service={HAIRCUT}&date={at.date()}")
    open_form(walker, sandbox)
    send(walker)

    for step in ("services", "date", "time", "details", "booking"):
        assert gained("booking_steps_total", location=BERLIN, step=step) == 1, step
    assert gained("booking_bookings_total", location=BERLIN, outcome="booked") == 1
    assert gained("booking_times_age_seconds_count") >= 2


def test_a_lost_time_is_counted_by_its_reason(walker: Walker, sandbox: Sandbox, gained: Callable[..., float]) -> None:
    at = alone(sandbox, YUSUF)
    walker.open(chosen(at))
    sandbox.salon.take_day(BERLIN, YUSUF, at.date())
    send(walker)

    assert gained("booking_slots_lost_total", location=BERLIN, key="slot-taken") == 1
    assert gained("booking_bookings_total", location=BERLIN, outcome="refused") == 1


def test_a_cancellation_is_counted(walker: Walker, sandbox: Sandbox, gained: Callable[..., float]) -> None:
    open_form(walker, sandbox)
    send(walker)
    walker.press("Yes, cancel")

    assert gained("booking_cancellations_total", location=BERLIN) == 1


def test_a_mistake_of_ours_is_counted(walker: Walker, settings: Any, gained: Callable[..., float]) -> None:
    settings.LOCATIONS = {BERLIN: SimpleNamespace(allowed_origins=())}
    assert walker.client.get(f"/{BERLIN}/date/?service={HAIRCUT}").status_code == 500

    assert gained("booking_faults_total") == 1


def test_what_an_alert_waits_for_is_there_before_it_happens(walker: Walker, widget: Any) -> None:
    """Prometheus sees no increase in a series that begins with one."""
    widget.METRICS_TOKEN = TOKEN
    widget.LOCATIONS = {77001: widget.LOCATIONS[BERLIN]}
    values = scraped(walker.client)

    assert set(OUTCOMES) < set(Standing)
    for outcome in OUTCOMES:
        assert values["booking_bookings_total", frozenset({("location", "77001"), ("outcome", outcome)})] == 0
    for rule in rules():
        if rule["expr"].endswith(") > 0"):
            assert re.search(r"booking_(bookings|faults)_total|breaker_open", rule["expr"]), rule["alert"]


def test_no_series_is_about_a_visitor(walker: Walker, sandbox: Sandbox, gained: Callable[..., float]) -> None:
    open_form(walker, sandbox)
    send(walker)
    [record] = sandbox.salon.records
    text = walker.client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}).content.decode()

    for secret in (record.hash, str(record.id), *ADA.values(), "901820"):
        assert secret not in text


def rules() -> list[dict[str, Any]]:
    groups = yaml.safe_load(ALERTS.read_text(encoding="utf-8"))["groups"]
    return [rule for group in groups for rule in group["rules"]]


def test_alerts_ask_for_what_there_is(widget: Any, walker: Walker, gained: Callable[..., float]) -> None:
    walker.open(f"/{BERLIN}/")
    known = {name for name, _labels in scraped(walker.client)} | {
        f"{name}_total" for name in re.findall(r"# TYPE (\w+)_total counter", exposed(walker))
    }
    declared = set(re.findall(r"^# TYPE (\w+)", exposed(walker), re.MULTILINE))

    for rule in rules():
        for name in re.findall(r"booking_\w+", rule["expr"]):
            assert name in known | declared or name.removesuffix("_bucket") in declared, (rule["alert"], name)


def exposed(walker: Walker) -> str:
    return walker.client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}).content.decode()


def test_alerts_ask_for_labels_that_there_are() -> None:
    source = Path(PROJECT / "widget" / "metrics.py").read_text(encoding="utf-8")
    for rule in rules():
        for name, labels in re.findall(r"(booking_\w+?)(?:_total|_bucket|_count|_sum)?\{([^}]*)\}", rule["expr"]):
            declared = re.search(rf'"{name}",[^)]*?\(([^)]*)\)', source, re.DOTALL)
            assert declared, name
            for label in re.findall(r"(\w+)[=!]", labels):
                assert f'"{label}"' in declared[1], (rule["alert"], name, label)


def test_every_alert_says_what_to_do() -> None:
    guide = (PROJECT / "docs" / "alerts.md").read_text(encoding="utf-8")
    for rule in rules():
        assert rule["annotations"]["summary"]
        assert f"### {rule['alert']}" in guide, rule["alert"]
