"""A setting that is missing or malformed stops the server with a line; it stops nothing else."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ENOUGH = {"SECRET_KEY": "k" * 60, "ALTEGIO_PARTNER_TOKEN": "token", "ALTEGIO_LOCATION_IDS": "4564"}
MALFORMED = {
    "SECRET_KEY": "kéy",
    "ALTEGIO_PARTNER_TOKEN": "a\nb",
    "ALTEGIO_USER_TOKEN": "a\nb",
    "ALTEGIO_LOCATION_IDS": "4564;4565",
    "ALTEGIO_API_URL": "https://api.alteg.io:https/api/v1",
    "ALTEGIO_ACCEPT": "application/json\r\nX: y",
    "ALTEGIO_TIMEOUT": "soon",
    "ALTEGIO_DEADLINE": "nan",
    "LOCATIONS_FILE": "/nowhere.toml",
    "EMBED_ALLOWED_ORIGINS": "www.example.com",
    "ALLOWED_HOSTS": "https://book.example.com",
    "IMAGE_HOSTS": "https://alteg.io",
    "REDIS_URL": "redis://cache/0?ssl_cert_reqs=none",
    "WEB_CONCURRENCY": "two",
    "PORT": "http",
    "TRUSTED_PROXY_COUNT": "-1",
    "METRICS_TOKEN": "a\nb",
    "SECRET_KEY_FALLBACKS": "older kéy",
    "SENTRY_DSN": "sentry.example.com",
    "BOOKING_ENABLED": "sometimes",
    "SECURE_SSL_REDIRECT": "perhaps",
    "DEBUG": "maybe",
    "RENDER_EXTERNAL_HOSTNAME": "https://x.onrender.com",
    "RAILWAY_PUBLIC_DOMAIN": "x y",
    "HEROKU_APP_DEFAULT_DOMAIN_NAME": "x/y",
    "FLY_APP_NAME": "x/y",
}


@pytest.mark.parametrize("name", MALFORMED)
def test_a_malformed_setting_stops_the_server_with_one_line_that_has_an_example(name: str) -> None:
    done = _run(*_web(), **{**ENOUGH, name: MALFORMED[name]})

    heading, *lines = done.stderr.splitlines()
    assert done.returncode == 1
    assert done.stdout == ""
    assert heading == "The server cannot start:"
    assert len(lines) == 1, done.stderr
    assert re.match(rf"  {name} .+(Example: {name}=\S|as in docs/locations\.example\.toml)", lines[0])


@pytest.mark.parametrize("name", ["PORT", "TRUSTED_PROXY_COUNT", "SECRET_KEY"])
def test_gunicorn_by_itself_stops_with_the_same_line(name: str) -> None:
    command = ("gunicorn", "--check-config", "--config", "gunicorn.conf.py", "booking_site.wsgi")

    done = _run(*command, **{**ENOUGH, name: MALFORMED[name]})

    assert done.returncode == 1
    assert done.stderr.startswith(f"The server cannot start:\n  {name} ")
    assert len(done.stderr.splitlines()) == 2


def test_all_problems_are_told_at_once_and_none_shows_a_secret() -> None:
    done = _run(*_web(), **{**MALFORMED, "REDIS_URL": "redis://:hunter2@cache:port"})

    named = [line.split()[0].rstrip(":") for line in done.stderr.splitlines()[1:]]
    assert sorted(named) == sorted(MALFORMED)
    assert "hunter2" not in done.stderr
    assert "kéy" not in done.stderr


@pytest.mark.parametrize("name", ["WEB_CONCURRENCY", "PORT", "REDIS_URL", "ALLOWED_HOSTS"])
def test_an_empty_setting_is_none(name: str) -> None:
    done = _run(*_web(), "--check-config", **{**ENOUGH, name: " "})

    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(("routers", "believed"), [("0", "None"), ("1", "('HTTP_X_FORWARDED_PROTO', 'https')")])
def test_the_scheme_is_told_by_a_router_of_ours_or_by_nobody(routers: str, believed: str) -> None:
    code = "from booking_site.settings import SECURE_PROXY_SSL_HEADER; print(SECURE_PROXY_SSL_HEADER)"

    assert _run("python", "-c", code, **ENOUGH, TRUSTED_PROXY_COUNT=routers).stdout.strip() == believed


@pytest.mark.parametrize("command", [("collectstatic", "--noinput", "--dry-run"), ("check",)])
@pytest.mark.parametrize("variables", [{}, MALFORMED], ids=["unset", "malformed"])
def test_a_build_is_stopped_by_no_setting(command: tuple[str, ...], variables: dict[str, str]) -> None:
    done = _run("python", "manage.py", *command, **variables)

    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    "command, says", [((), "Example: python -m"), (("no-such-program",), "no-such-program cannot be started")]
)
def test_what_cannot_be_started_is_told_in_a_line(command: tuple[str, ...], says: str) -> None:
    done = _run("python", "-m", "booking_site.start", *command, **ENOUGH)

    assert done.returncode == 1
    assert done.stderr.startswith(says)
    assert len(done.stderr.splitlines()) == 1


def _web() -> list[str]:
    [line] = (ROOT / "Procfile").read_text().splitlines()
    return shlex.split(line.removeprefix("web: "))


def _run(*command: str, **variables: str) -> subprocess.CompletedProcess[str]:
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    return subprocess.run(
        command, cwd=ROOT, env={"PATH": path, **variables}, capture_output=True, text=True, timeout=60
    )
