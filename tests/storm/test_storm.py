"""A crowd of 50 visitors a second for a minute, served as in production, before an Altegio as strict as the real one.

Nothing here depends on how fast the machine is: what is counted is what Altegio was asked and what visitors got.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from booking_site.sandbox.server import Sandbox, running
from tests.conftest import BERLIN
from tests.redis.server import RedisServer, running_redis
from tests.serving import PROJECT, serving_as_in_production
from tests.storm.plan import storm

COLD = 10.0
OLDEST_UNMARKED = 30.0
SEED = 20261208

pytestmark = [pytest.mark.timeout(300), pytest.mark.xdist_group("storm")]


@pytest.fixture
def altegio() -> Iterator[Sandbox]:
    with running() as sandbox:
        sandbox.faults.add("slow", seconds=0.3)
        yield sandbox


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[RedisServer]:
    with running_redis(tmp_path) as server:
        yield server


def crowd(url: str, altegio: Sandbox, seconds: float) -> list[dict[str, Any]]:
    """What each visitor got."""
    salon = altegio.salon
    location = salon.locations[BERLIN]
    services = [
        (service_id, [member.id for member in salon.able(location, [service_id]) if member.takes_bookings])
        for service_id in location.services
    ]
    today = datetime.now(location.zone).date()
    plan = [asdict(visit) for visit in storm(BERLIN, services[:20], today, seconds, SEED)]
    done = subprocess.run(
        [sys.executable, "-m", "tests.storm.visitors", url],
        input=json.dumps(plan), capture_output=True, text=True, cwd=PROJECT, check=True, timeout=seconds + 120,
    )  # fmt: skip
    got: list[dict[str, Any]] = json.loads(done.stdout)
    assert len(got) == len(plan) > 45 * seconds
    return got


def share_of_real(visits: list[dict[str, Any]]) -> float:
    return sum(visit["is_real"] for visit in visits) / len(visits)


def assert_altegios_limit_was_kept(altegio: Sandbox) -> None:
    at = [asked.at for asked in altegio.requests]
    assert altegio.refused_by_rate == 0
    assert all(later - earlier >= 1 for earlier, later in zip(at, at[5:], strict=False))
    assert max(sum(start <= moment < start + 60 for moment in at) for start in at) <= 200


def assert_no_old_times_unmarked(visits: list[dict[str, Any]], altegio: Sandbox) -> None:
    """Times on a page that says nothing of their age were asked for in the half minute before."""
    asked: dict[str, list[float]] = {}
    for request in altegio.requests:
        if request.path.startswith("book_times/"):
            services = " ".join(value for name, value in request.query if name == "service_ids[]")
            asked.setdefault(f"{request.path} {services}", []).append(request.at)
    shown = [visit for visit in visits if visit["page"] == "time" and visit["is_real"] and not visit["is_marked"]]
    assert shown
    for visit in shown:
        answered_at = visit["sent_at"] + visit["seconds"]
        assert any(visit["sent_at"] - OLDEST_UNMARKED <= at <= answered_at for at in asked[visit["key"]]), visit


def only_calm(visits: list[dict[str, Any]]) -> bool:
    return {visit["status"] for visit in visits} <= {200, 503}


def test_a_storm_is_weathered_by_one_process(altegio: Sandbox, tmp_path: Path) -> None:
    with _served(altegio, tmp_path) as url:
        visits = crowd(url, altegio, 60)

    cold, warm = ([v for v in visits if (v["after"] < COLD) is is_cold] for is_cold in (True, False))
    print(f"real pages: {share_of_real(cold):.1%} cold, {share_of_real(warm):.1%} warm; {len(altegio.requests)} calls")
    assert_altegios_limit_was_kept(altegio)
    assert only_calm(visits)
    assert share_of_real(cold) >= 0.90
    assert share_of_real(warm) >= 0.99
    assert_no_old_times_unmarked(visits, altegio)


def test_a_storm_is_weathered_by_two_processes_whose_redis_goes_and_comes(
    altegio: Sandbox, redis: RedisServer, tmp_path: Path
) -> None:
    def trouble() -> None:
        time.sleep(12)
        redis.stop()
        time.sleep(8)
        redis.start()

    with (
        _served(altegio, tmp_path, REDIS_URL=redis.url, WEB_CONCURRENCY="2") as url,
        ThreadPoolExecutor(1) as pool,
    ):
        pool.submit(trouble)
        visits = crowd(url, altegio, 35)

    warm = [visit for visit in visits if visit["after"] >= COLD]
    print(f"real pages: {share_of_real(warm):.1%} after the start; {len(altegio.requests)} calls")
    assert_altegios_limit_was_kept(altegio)
    assert only_calm(visits)
    assert share_of_real(warm) >= 0.95
    assert_no_old_times_unmarked(visits, altegio)


def _served(altegio: Sandbox, folder: Path, **environment: str) -> Any:
    return serving_as_in_production(
        folder, ALTEGIO_API_URL=altegio.url, ALTEGIO_PARTNER_TOKEN="sandbox", ALTEGIO_LOCATION_IDS=str(BERLIN),
        **environment,
    )  # fmt: skip
