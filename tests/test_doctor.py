"""``manage.py doctor`` against the pretend Altegio: what it finds, what it costs, and what it never shows."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from redis import Redis

from booking_site.environment import Environment
from booking_site.sandbox.fault import Fault
from booking_site.sandbox.server import Sandbox
from tests.conftest import BERLIN, NEW_YORK
from tests.redis.server import running_redis
from tests.serving import PROJECT, at_work

Doctor = Callable[..., tuple[list[str], int]]
SECRETS = {"SECRET_KEY": "the-key-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJ", "ALTEGIO_PARTNER_TOKEN": "sandbox"}
DEPLOYED = SECRETS | {
    "ALTEGIO_LOCATION_IDS": f"{BERLIN},{NEW_YORK}",
    "ALLOWED_HOSTS": "book.linden.example",
    "EMBED_ALLOWED_ORIGINS": "https://www.linden.example,https://linden.example",
}


@pytest.fixture
def doctor(sandbox: Sandbox, widget: Any, tmp_path: Path) -> Doctor:
    """Its lines and its exit code, for a deployment with these settings besides what is needed."""
    (tmp_path / "staticfiles.json").write_text("{}")

    def run(**variables: str) -> tuple[list[str], int]:
        environment = Environment({**DEPLOYED, "ALTEGIO_API_URL": sandbox.url, **variables})
        widget.ENVIRONMENT = environment
        widget.STATIC_ROOT = tmp_path
        widget.LOCATIONS = environment.locations
        widget.REDIS_URL = environment.redis_url
        widget.ALTEGIO_API_URL = environment.api_url
        widget.ALTEGIO_PARTNER_TOKEN = environment.partner_token
        widget.ALTEGIO_ACCEPT = environment.accept
        widget.ALTEGIO_TIMEOUT = 1.0
        output = StringIO()
        code: Any = 0
        try:
            call_command("doctor", stdout=output)
        except SystemExit as ended:
            code = ended.code
        return output.getvalue().splitlines(), code

    return run


def _only(lines: list[str], level: str) -> list[str]:
    return [line for line in lines if line.startswith(level)]


def test_a_sound_deployment_is_told_so(doctor: Doctor) -> None:
    lines, code = doctor()

    assert (code, _only(lines, "warn"), _only(lines, "FAIL")) == (0, [], [])
    assert "ok    the clock agrees with Altegio's" in lines
    assert f"ok    the token is accepted for location {BERLIN}: Atelier Linden, Europe/Berlin" in lines
    assert any(line.startswith(f"ok    location {NEW_YORK} has free times, from ") for line in lines)
    assert lines[-1].endswith("0 to look at, 0 failed")


def test_it_asks_six_times_at_most_for_a_location_and_never_more_than_five_times_a_second(
    doctor: Doctor, sandbox: Sandbox, widget: Any
) -> None:
    widget.ALTEGIO_CALLS_PER_SECOND, widget.ALTEGIO_BURST = 3, 2
    for day in range(0, 120):
        for location in sandbox.salon.locations.values():
            for member in location.members:
                sandbox.salon.set_hours(member, date.today() + timedelta(days=day - 1), ())  # noqa: DTZ011

    lines, code = doctor(ALTEGIO_LOCATION_IDS=str(BERLIN))

    asked = [request for request in sandbox.requests if str(BERLIN) in request.path]
    moments = sorted(request.at for request in sandbox.requests)
    assert code == 1
    assert _only(lines, "FAIL")[-1].startswith(f"FAIL  location {BERLIN} has no free day in the next 60 — ")
    assert 3 < len(asked) <= 6
    assert all(later - earlier > 1 for earlier, later in zip(moments, moments[5:], strict=False))


@pytest.mark.parametrize(
    ("fault", "says"),
    [
        ({"kind": "error", "status": 401}, "Altegio does not accept the token (401) — copy ALTEGIO_PARTNER_TOKEN anew"),
        ({"kind": "error", "status": 403}, f"the token, but it may not use location {BERLIN} (403) — connect"),
        ({"kind": "error", "status": 400}, "Altegio does not understand how it is asked (400) — check ALTEGIO_ACCEPT"),
        ({"kind": "error", "status": 404}, f"Altegio knows no location {BERLIN} (404) — check the ids"),
        ({"kind": "error", "status": 503}, f"Altegio did not answer for location {BERLIN} (status 503) — "),
        ({"kind": "hang"}, f"Altegio did not answer for location {BERLIN} (ReadTimeout) — "),
        ({"kind": "rate"}, f"Altegio's limit of calls is reached, so location {BERLIN} could not be checked"),
        ({"kind": "truncated"}, f"Altegio's answer for location {BERLIN} cannot be read"),
    ],
)
def test_what_keeps_altegio_from_answering_is_told_apart(
    doctor: Doctor, sandbox: Sandbox, fault: dict[str, Any], says: str
) -> None:
    set_fault: Fault = sandbox.faults.add(endpoint="company", times=1, **fault)

    lines, code = doctor(ALTEGIO_LOCATION_IDS=str(BERLIN))

    [failed] = _only(lines, "FAIL")
    assert says in failed
    assert code == 1
    assert set_fault.met == 1, "asked once, not twice"


def test_a_token_that_is_refused_is_asked_about_once_and_never_shown(doctor: Doctor, sandbox: Sandbox) -> None:
    lines, code = doctor(ALTEGIO_PARTNER_TOKEN="hunter2", ALTEGIO_USER_TOKEN="hunter3", SECRET_KEY="hunter4")

    assert code == 1
    assert len(_only(lines, "FAIL")) == 1
    assert "warn  1 more of the locations were not asked for — mend this first" in lines
    assert len([request for request in sandbox.requests if "company" in request.path]) == 1
    assert "hunter" not in "\n".join(lines)


def test_an_altegio_that_is_not_there_is_given_up_soon(doctor: Doctor) -> None:
    lines, code = doctor(ALTEGIO_API_URL="http://127.0.0.1:9/api/v1", ALTEGIO_LOCATION_IDS="1,2,3,4,5")

    assert code == 1
    assert len(_only(lines, "FAIL")) == 2
    assert "warn  nobody told the time to compare the clock with — look at `date -u` yourself" in lines
    assert "warn  3 more of the locations were not asked for — mend this first" in lines


@pytest.mark.parametrize(
    ("endpoint", "body", "says"),
    [
        ("book_services", {"services": [], "category": []}, "has no service that can be booked online"),
        ("book_staff", [], "none of the 0 team members"),
        ("book_staff", [{"id": 1, "name": "Ada", "bookable": False}], "none of the 1 team members"),
        ("book_dates", {"booking_dates": [], "booking_days": []}, "has no free day in the next 60"),
    ],
)
def test_what_keeps_a_location_from_being_booked_is_told(
    doctor: Doctor, sandbox: Sandbox, endpoint: str, body: Any, says: str
) -> None:
    sandbox.faults.add("answer", endpoint, body={"success": True, "data": body, "meta": []})

    lines, code = doctor(ALTEGIO_LOCATION_IDS=str(BERLIN))

    [failed] = _only(lines, "FAIL")
    assert says in failed
    assert " — " in failed
    assert code == 1


def test_a_location_that_is_not_active_is_told(doctor: Doctor, sandbox: Sandbox) -> None:
    sandbox.salon.set_company(BERLIN, active=0)

    lines, code = doctor()

    assert _only(lines, "FAIL")[0].startswith(f"FAIL  location {BERLIN} (Atelier Linden) is not active in Altegio — ")
    assert code == 1


@pytest.mark.parametrize(
    ("variables", "level", "says"),
    [
        ({"EMBED_ALLOWED_ORIGINS": ""}, "warn", "no site may frame locations 4564, 4565: only direct visits"),
        ({"EMBED_ALLOWED_ORIGINS": "*"}, "warn", "every site may frame"),
        ({"EMBED_ALLOWED_ORIGINS": "https://www.a.example"}, "warn", "but https://a.example may not"),
        ({"EMBED_ALLOWED_ORIGINS": "https://a.example"}, "warn", "but https://www.a.example may not"),
        ({"EMBED_ALLOWED_ORIGINS": "https://*.a.example"}, "warn", "but https://a.example may not"),
        ({"ALLOWED_HOSTS": ""}, "FAIL", "ALLOWED_HOSTS names no public host"),
        ({"ALLOWED_HOSTS": "*"}, "warn", "ALLOWED_HOSTS answers to every name"),
        ({"WEB_CONCURRENCY": "4"}, "warn", "WEB_CONCURRENCY=4 has no effect without REDIS_URL"),
        ({"DEBUG": "true"}, "FAIL", "DEBUG is on"),
        ({"SECRET_KEY": "short"}, "warn", "SECRET_KEY is short"),
        ({"BOOKING_ENABLED": "false"}, "warn", "BOOKING_ENABLED is off"),
        ({"TRUSTED_PROXY_COUNT": "0"}, "warn", "TRUSTED_PROXY_COUNT is 0"),
        ({"SECURE_SSL_REDIRECT": "false"}, "warn", "http is not redirected to https"),
        ({"REDIS_URL": "redis://:hunter2@127.0.0.1:9"}, "FAIL", "Redis does not answer (ConnectionError)"),
    ],
)
def test_a_setting_that_is_doubtful_is_told_with_what_to_do(
    doctor: Doctor, variables: dict[str, str], level: str, says: str
) -> None:
    lines, code = doctor(**variables)

    [told] = [line for line in lines if line.startswith(("warn", "FAIL"))]
    assert told.startswith(f"{level}  ")
    assert says in told
    assert " — " in told
    assert "hunter2" not in told
    assert code == (level == "FAIL")


def test_both_spellings_of_a_site_or_a_wildcard_with_its_domain_need_no_hint(doctor: Doctor) -> None:
    lines, _ = doctor(EMBED_ALLOWED_ORIGINS="https://*.a.example,https://a.example,https://book.b.example")

    assert _only(lines, "warn") == []


def test_a_malformed_setting_is_told_and_nobody_is_asked(doctor: Doctor, sandbox: Sandbox) -> None:
    lines, code = doctor(PORT="http")

    assert "FAIL  PORT cannot be read — for example PORT=8000" in lines
    assert code == 1
    assert sandbox.requests == []


def test_without_any_setting_it_tells_what_is_missing_and_breaks_over_nothing() -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", "doctor"], cwd=PROJECT, env={"PATH": os.environ["PATH"]}, capture_output=True,
        text=True, timeout=60,
    )  # fmt: skip

    assert done.returncode == 1
    assert done.stderr == ""
    for name in ("SECRET_KEY", "ALTEGIO_PARTNER_TOKEN", "ALTEGIO_LOCATION_IDS"):
        assert f"FAIL  {name} is not set — for example {name}=" in done.stdout


def test_uncollected_files_are_told(doctor: Doctor, tmp_path: Path) -> None:
    (tmp_path / "staticfiles.json").unlink()

    lines, code = doctor()

    [told] = _only(lines, "warn")
    assert told.startswith("warn  the static files are not collected")
    assert code == 0


def test_redis_is_asked_what_it_does_when_it_is_full(doctor: Doctor, tmp_path: Path) -> None:
    with running_redis(tmp_path) as server:
        unbounded, _ = doctor(REDIS_URL=server.url)
        _configure(server.url, maxmemory="64mb", maxmemory_policy="allkeys-lru")
        evicting, code = doctor(REDIS_URL=server.url)
        _configure(server.url, maxmemory_policy="noeviction")
        keeping, _ = doctor(REDIS_URL=server.url)
        _configure(server.url, maxmemory="1kb")
        full, _ = doctor(REDIS_URL=server.url)

    assert "ok    Redis has no limit of memory and throws nothing away" in unbounded
    assert code == 0
    assert "Redis may throw away what it knows of bookings when it is full (allkeys-lru" in "\n".join(evicting)
    assert any(line.startswith("ok    Redis keeps what it knows when it is full (noeviction") for line in keeping)
    assert any(line.startswith("warn  Redis is nearly full") for line in full)
    assert any(line.startswith("FAIL  Redis takes no entries (OutOfMemoryError)") for line in full)


def test_a_redis_that_only_answers_is_not_enough(doctor: Doctor, tmp_path: Path) -> None:
    with running_redis(tmp_path) as server:
        _redis(server.url).replicaof("127.0.0.1", 9)
        lines, code = doctor(REDIS_URL=server.url)

    [failed] = _only(lines, "FAIL")
    assert failed.startswith("FAIL  Redis takes no entries (ReadOnlyError): nothing can be booked — REDIS_URL has to")
    assert code == 1


def test_a_redis_that_tells_nothing_of_itself_is_told(doctor: Doctor, tmp_path: Path) -> None:
    with running_redis(tmp_path) as server:
        _redis(server.url).execute_command("ACL", "SETUSER", "default", "-info", "-config")
        lines, code = doctor(REDIS_URL=server.url)

    assert "warn  Redis does not tell what it does when its memory is full" in "\n".join(lines)
    assert code == 0


@pytest.mark.parametrize(("off", "direction"), [(3600, "ahead of"), (-3600, "behind")])
def test_a_clock_that_is_wrong_is_told(doctor: Doctor, off: int, direction: str) -> None:
    class Elsewhen(BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            self.send_response(401)
            self.end_headers()

        def date_time_string(self, timestamp: float | None = None) -> str:
            return super().date_time_string(time.time() - off)

        def log_message(self, format: str, *args: object) -> None:
            pass

    with at_work(HTTPServer(("127.0.0.1", 0), Elsewhen)) as url:
        lines, code = doctor(ALTEGIO_API_URL=url)

    [told] = [line for line in lines if "the clock" in line]
    assert re.fullmatch(
        f"FAIL  the clock is (3599|3600|3601) s {direction} Altegio's — set this machine's clock by NTP", told
    )
    assert code == 1


def test_redis_tells_the_time_where_altegio_does_not(doctor: Doctor, tmp_path: Path) -> None:
    with running_redis(tmp_path) as server:
        lines, _ = doctor(REDIS_URL=server.url, ALTEGIO_API_URL="http://127.0.0.1:9/api/v1")

    assert "ok    the clock agrees with Redis'" in lines


def _redis(url: str) -> Any:
    return Redis.from_url(url)


def _configure(url: str, **options: str) -> None:
    for name, value in options.items():
        _redis(url).config_set(name.replace("_", "-"), value)
