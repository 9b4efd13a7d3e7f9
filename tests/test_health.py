"""What watches the deployment is told."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from booking_site.sandbox.server import Sandbox
from tests.conftest import BERLIN
from tests.english import EnglishClient
from tests.redis.server import running_redis
from tests.walker import Walker
from widget.altegio.redis_link import LOOKED_FOR_EVERY


def ready(client: Client) -> tuple[int, dict[str, Any]]:
    response = client.get("/readyz", headers={"Host": "10.0.0.7"})
    return response.status_code, response.json()


def test_a_process_without_redis_is_ready(walker: Walker) -> None:
    status, told = ready(walker.client)

    assert status == 200
    assert (told["settings"], told["cache"]) == ("ok", "memory")


def test_how_altegio_does_is_told_and_changes_nothing(walker: Walker, sandbox: Sandbox) -> None:
    sandbox.faults.add("error", "company", times=100)
    walker.open(f"/{BERLIN}/")
    asked = len(sandbox.requests)

    status, told = ready(walker.client)

    assert status == 200
    assert told["altegio"]["company"].startswith("no-answer, ")
    assert len(sandbox.requests) == asked, "a probe costs no call"


def test_a_redis_that_is_away_is_told_and_logged_once(
    walker: Walker, widget: Any, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with running_redis(tmp_path) as redis:
        widget.REDIS_URL = redis.url
        assert ready(walker.client)[0] == 200
        assert ready(walker.client)[1]["cache"] == "ok"
        redis.stop()

        for _probe in range(5):
            status, told = ready(walker.client)
            assert (status, told["cache"]) == (503, "away")
        assert walker.client.get("/healthz").status_code == 200
        redis.start()
        ends_at = time.monotonic() + 3 * LOOKED_FOR_EVERY
        while ready(walker.client)[0] != 200:
            assert time.monotonic() < ends_at
            time.sleep(0.1)

    said = [record.message for record in caplog.records if record.name == "widget.altegio.redis_link"]
    assert said == ["Redis is away (ConnectionError): going on from the memory of this process", "Redis is back"]


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
def test_answers_to_probes_are_never_kept(widget: Any, path: str) -> None:
    widget.METRICS_TOKEN = "t" * 20
    response = EnglishClient().get(path, headers={"Authorization": "Bearer " + "t" * 20})

    assert response["Cache-Control"] == "no-store"
    assert response["X-Frame-Options"] == "DENY"
