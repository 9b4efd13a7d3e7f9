"""What watches the deployment is told."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from booking_site.sandbox.server import Sandbox
from tests.conftest import BERLIN
from tests.english import EnglishClient
from tests.redis.server import running_redis
from tests.walker import Walker


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


def test_a_redis_that_is_away_is_told(walker: Walker, widget: Any, tmp_path: Path) -> None:
    if not shutil.which("redis-server"):
        pytest.skip("there is no redis-server (Debian: redis-server)")
    with running_redis(tmp_path) as redis:
        widget.REDIS_URL = redis.url
        assert ready(walker.client)[0] == 200
        assert ready(walker.client)[1]["cache"] == "ok"
        redis.stop()

        status, told = ready(walker.client)
        assert (status, told["cache"]) == (503, "away")
        assert walker.client.get("/healthz").status_code == 200
        redis.start()
        assert ready(walker.client)[0] == 200


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
def test_answers_to_probes_are_never_kept(widget: Any, path: str) -> None:
    widget.METRICS_TOKEN = "t" * 20
    response = EnglishClient().get(path, headers={"Authorization": "Bearer " + "t" * 20})

    assert response["Cache-Control"] == "no-store"
    assert response["X-Frame-Options"] == "DENY"
