from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from booking_site.environment import Environment

ROOT = Path(__file__).parent.parent
ENOUGH = {"SECRET_KEY": "k" * 60, "ALTEGIO_PARTNER_TOKEN": "token", "ALTEGIO_LOCATION_IDS": "4564, 4565"}


def test_three_variables_are_enough() -> None:
    environment = Environment(ENOUGH)

    assert environment.problems == []
    assert list(environment.locations) == [4564, 4565]
    assert environment.api_url == "https://api.alteg.io/api/v1"
    assert environment.accept == "application/vnd.api.v2+json"
    assert not environment.redirects_to_https


@pytest.mark.parametrize("name", ENOUGH)
def test_each_of_them_is_missed_by_name_with_an_example(name: str) -> None:
    problems = Environment({**ENOUGH, name: ""}).problems

    assert len(problems) == 1
    assert problems[0].startswith(f"{name} is not set. Example: {name}=")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ALTEGIO_LOCATION_IDS", "4564,x"),
        ("ALTEGIO_LOCATION_IDS", "-1"),
        ("ALTEGIO_API_URL", "api.alteg.io"),
        ("ALTEGIO_PARTNER_TOKEN", "a\nb"),
        ("ALTEGIO_TIMEOUT", "soon"),
        ("ALTEGIO_TIMEOUT", "0"),
        ("ALTEGIO_DEADLINE", "600"),
        ("EMBED_ALLOWED_ORIGINS", "https://a.example; script-src *"),
        ("EMBED_ALLOWED_ORIGINS", "www.example.com"),
        ("EMBED_ALLOWED_ORIGINS", "https://www.example.com/page"),
        ("EMBED_ALLOWED_ORIGINS", "http://www.example.com"),
        ("EMBED_ALLOWED_ORIGINS", "https:"),
        ("TRUSTED_PROXY_COUNT", "many"),
        ("TRUSTED_PROXY_COUNT", "-1"),
        ("ALLOWED_HOSTS", "https://book.example.com"),
        ("ALLOWED_HOSTS", "book.example.com/path"),
        ("DEBUG", "maybe"),
        ("BOOKING_ENABLED", "sometimes"),
        ("LOCATIONS_FILE", "/nowhere.toml"),
    ],
)
def test_a_malformed_variable_is_one_line_that_names_it(name: str, value: str) -> None:
    problems = Environment({**ENOUGH, name: value}).problems

    assert problems
    assert all(problem.startswith(name) and "\n" not in problem for problem in problems)


@pytest.mark.parametrize(
    ("value", "meaning"), [("true", True), ("1", True), ("False", False), ("no", False), ("", False)]
)
def test_a_switch_is_read_as_people_write_it(value: str, meaning: bool) -> None:
    environment = Environment({**ENOUGH, "DEBUG": value})

    assert (environment.debug, environment.problems) == (meaning, [])


@pytest.mark.parametrize("hosts", ["book.example.com", ".example.com", "*", "a.example,192.0.2.1,[2001:db8::1]"])
def test_hosts_are_read_as_written(hosts: str) -> None:
    environment = Environment({**ENOUGH, "ALLOWED_HOSTS": hosts})

    assert environment.problems == []
    assert environment.allowed_hosts[: len(hosts.split(","))] == hosts.split(",")


@pytest.mark.parametrize("hosts", ["alteg.io,*.alteg.io", "127.0.0.1,localhost", "[::1],::1"])
def test_hosts_of_pictures_are_read_as_written(hosts: str) -> None:
    environment = Environment({**ENOUGH, "IMAGE_HOSTS": hosts})

    assert (environment.problems, environment.image_hosts) == ([], hosts.split(","))


def test_a_port_beside_a_host_is_passed_over() -> None:
    environment = Environment({**ENOUGH, "ALLOWED_HOSTS": "book.example.com:8000"})

    assert environment.problems == []
    assert environment.allowed_hosts[0] == "book.example.com"


def test_origins_are_read_as_written() -> None:
    origins = "https://www.example.com/, https://*.example.com,http://localhost:3000,https://xn--80ak6aa92e.example"

    environment = Environment({**ENOUGH, "EMBED_ALLOWED_ORIGINS": origins})

    assert environment.problems == []
    assert environment.allowed_origins == tuple(origin.strip().rstrip("/") for origin in origins.split(","))


def test_a_public_name_turns_the_redirect_to_https_on() -> None:
    assert Environment({**ENOUGH, "ALLOWED_HOSTS": "book.example.com"}).redirects_to_https
    assert Environment({**ENOUGH, "RENDER_EXTERNAL_HOSTNAME": "x.onrender.com"}).redirects_to_https
    off = {"ALLOWED_HOSTS": "book.example.com", "SECURE_SSL_REDIRECT": "false"}
    assert not Environment({**ENOUGH, **off}).redirects_to_https


def test_locations_can_come_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "locations.toml"
    file.write_text(
        '[4564]\nallowed_origins = ["https://linden.example"]\nhosted_form_url = "https://n1.alteg.io"\n'
        "lead_minutes = 120\n[4565]\n"
    )

    environment = Environment({**ENOUGH, "ALTEGIO_LOCATION_IDS": "", "LOCATIONS_FILE": str(file)})

    assert environment.problems == []
    assert environment.locations[4564].lead_minutes == 120
    assert environment.locations[4564].allowed_origins == ("https://linden.example",)
    assert environment.locations[4565].hosted_form_url == ""


@pytest.mark.parametrize(
    "content",
    [
        "not toml",
        "[salon]\n",
        "4564 = 1\n",
        '[4564]\nallowed_origins = ["https://a.example;x"]\n',
        '[4564]\nhosted_form_url = "javascript:alert(1)"\n',
        "[4564]\nlead_minutes = -5\n",
    ],
)
def test_a_bad_locations_file_is_told_line_by_line(tmp_path: Path, content: str) -> None:
    file = tmp_path / "locations.toml"
    file.write_text(content)

    problems = Environment({**ENOUGH, "LOCATIONS_FILE": str(file)}).problems

    assert len(problems) == 1
    assert problems[0].startswith("LOCATIONS_FILE")


def test_a_server_without_settings_stops_with_a_line_for_each_and_no_traceback() -> None:
    done = _run([sys.executable, "-c", "import booking_site.wsgi"])

    assert done.returncode != 0
    for name in ENOUGH:
        assert f"  {name} is not set." in done.stderr
    assert "Traceback" not in done.stderr


def test_gunicorn_stops_with_the_same_lines() -> None:
    done = _run([sys.executable, "-m", "gunicorn", "-c", "gunicorn.conf.py", "booking_site.wsgi"], PORT="0")

    assert done.returncode != 0
    assert "ALTEGIO_PARTNER_TOKEN is not set." in done.stderr
    assert "Traceback" not in done.stderr


def test_a_build_needs_no_settings(tmp_path: Path) -> None:
    done = _run([sys.executable, "manage.py", "collectstatic", "--noinput", "--dry-run"])

    assert done.returncode == 0, done.stderr


def _run(command: list[str], **variables: str) -> subprocess.CompletedProcess[str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return subprocess.run(command, cwd=ROOT, env={**kept, **variables}, capture_output=True, text=True, timeout=60)
