"""With several processes, whichever is asked tells what all of them have done."""

from __future__ import annotations

import json
import os
from pathlib import Path

import requests
from prometheus_client.parser import text_string_to_metric_families

from booking_site.sandbox.server import running
from tests.conftest import BERLIN
from tests.redis.processes import children, first_process, kill, wait_for_others
from tests.redis.server import RedisServer
from tests.serving import serving_as_in_production

TOKEN = "only for tests"
PAGES = 12


def served_pages(url: str) -> float:
    answer = requests.get(f"{url}/metrics", headers={"Authorization": f"Bearer {TOKEN}"}, timeout=10)
    assert answer.status_code == 200
    return sum(
        sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
        if sample.name == "booking_requests_total" and sample.labels["route"] == "widget:services"
    )


def test_whichever_process_is_asked_adds_up_all_of_them(redis: RedisServer, tmp_path: Path) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    with (
        running() as altegio,
        serving_as_in_production(
            tmp_path, ALTEGIO_API_URL=altegio.url, ALTEGIO_PARTNER_TOKEN="sandbox", ALTEGIO_LOCATION_IDS=str(BERLIN),
            REDIS_URL=redis.url, WEB_CONCURRENCY="2", METRICS_TOKEN=TOKEN, TMPDIR=str(temporary),
        ) as url,
    ):  # fmt: skip
        for _page in range(PAGES):
            assert requests.get(f"{url}/{BERLIN}/?lang=en", timeout=10).status_code == 200

        assert [served_pages(url) for _time in range(6)] == [PAGES] * 6
        ready = requests.get(f"{url}/readyz", timeout=10)
        assert (ready.status_code, ready.json()["cache"]) == (200, "ok")

        first = first_process(url)
        workers = children(first)
        kill(workers)
        wait_for_others(first, than=workers)
        assert served_pages(url) == PAGES
        of_now = [file.name for file in temporary.rglob("gauge_live*")]
        assert not [name for name in of_now for pid in workers if str(pid) in name], "the breaker of a dead process"

    lines = (tmp_path / "gunicorn.log").read_text(encoding="utf-8").splitlines()
    ours = [json.loads(line) for line in lines if line.startswith("{")]
    assert len([line for line in ours if line.get("route") == "widget:services"]) == PAGES
    assert os.listdir(temporary) == [], "the folder of the numbers is left behind"
