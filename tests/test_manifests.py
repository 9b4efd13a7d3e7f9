"""What each platform is told, held together: one command to start, one address to check, one Python, the same
variables, and documents that name them all."""

from __future__ import annotations

import json
import re
import shlex
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.http.request import validate_host

from booking_site.environment import Environment

ROOT = Path(__file__).parent.parent
REQUIRED = {"SECRET_KEY", "ALTEGIO_PARTNER_TOKEN", "ALTEGIO_LOCATION_IDS"}
BOOKING_SECONDS = 22
GRACE_SECONDS = 25
ROUTERS_IDLE_SECONDS = 90


def read(name: str) -> str:
    return (ROOT / name).read_text()


def web() -> str:
    [line] = read("Procfile").splitlines()
    return line.removeprefix("web: ")


def settings() -> set[str]:
    """The variables that the app reads."""
    return set(re.findall(r'"([A-Z][A-Z_]{3,})"', read("booking_site/environment.py")))


def documented() -> set[str]:
    return {name for row in re.findall(r"^\| (`[A-Z].*?) \|", read("README.md"), re.M) for name in _names(row)}


def _names(text: str) -> Iterator[str]:
    yield from re.findall(r"`([A-Z][A-Z_]{3,})`", text)


@pytest.fixture
def heroku() -> Any:
    return json.loads(read("app.json"))


@pytest.fixture
def railway() -> Any:
    return json.loads(read("railway.json"))


@pytest.fixture
def render() -> Any:
    [service] = yaml.safe_load(read("render.yaml"))["services"]
    return service


@pytest.fixture
def fly() -> Any:
    return tomllib.loads(read("fly.toml"))


@pytest.fixture
def dockerfile() -> dict[str, list[str]]:
    """The arguments of each instruction, by its name."""
    text = re.sub(r"^#.*\n", "", read("Dockerfile"), flags=re.M).replace("\\\n", " ")
    instructions: dict[str, list[str]] = {}
    for line in filter(None, text.splitlines()):
        name, _, arguments = line.partition(" ")
        instructions.setdefault(name, []).append(" ".join(arguments.split()))
    return instructions


def test_all_start_the_same_command(railway: Any, render: Any, dockerfile: Any) -> None:
    assert railway["deploy"]["startCommand"] == web()
    assert render["startCommand"] == web()
    assert json.loads(dockerfile["CMD"][0]) == shlex.split(web())


def test_all_ask_the_same_address_for_health(heroku: Any, railway: Any, render: Any, fly: Any, dockerfile: Any) -> None:
    [dokku] = heroku["healthchecks"]["web"]
    [fly_check] = fly["http_service"]["checks"]

    assert {dokku["path"], railway["deploy"]["healthcheckPath"], render["healthCheckPath"], fly_check["path"]} == {
        "/healthz"
    }
    assert fly_check["headers"] == {"X-Forwarded-Proto": "https"}
    assert "/healthz" in dockerfile["HEALTHCHECK"][0]


def test_the_health_check_of_the_image_is_python_that_compiles(dockerfile: Any) -> None:
    _, _, command = dockerfile["HEALTHCHECK"][0].partition("CMD ")
    program, option, code = json.loads(command)

    assert (program, option) == ("python", "-c")
    compile(code, "HEALTHCHECK", "exec")


def test_all_have_the_same_python(dockerfile: Any) -> None:
    version = read(".python-version").strip()

    assert dockerfile["FROM"] == [f"python:{version}-slim"]
    assert f'requires-python = ">={version}"' in read("pyproject.toml")


def test_all_collect_the_files_that_the_app_serves(render: Any, dockerfile: Any, railway: Any, fly: Any) -> None:
    collect = "python manage.py collectstatic --noinput"

    assert render["buildCommand"] == f"pip install -r requirements.txt && {collect}"
    assert any(line.startswith(collect) for line in dockerfile["RUN"])
    assert {railway["build"]["dockerfilePath"], fly["build"]["dockerfile"]} == {"Dockerfile"}


def test_the_image_runs_as_nobody_in_particular_and_holds_no_secret(dockerfile: Any) -> None:
    ignored = read(".dockerignore").splitlines()

    assert dockerfile["USER"] == ["10001"]
    assert not REQUIRED & set(re.findall(r"[A-Z_]{3,}", " ".join(dockerfile["ENV"])))
    assert "ARG" not in dockerfile
    assert {".*", "tests"} <= set(ignored), ".env and .git above all"


def test_a_booking_is_never_cut_off_by_a_new_release(railway: Any, render: Any, fly: Any) -> None:
    pauses = [
        railway["deploy"]["drainingSeconds"],
        render["maxShutdownDelaySeconds"],
        int(fly["kill_timeout"].removesuffix("s")),
    ]

    assert f"graceful_timeout = {GRACE_SECONDS}" in read("gunicorn.conf.py")
    assert all(pause > GRACE_SECONDS > BOOKING_SECONDS for pause in pauses)
    assert fly["kill_signal"] == "SIGTERM"


def test_a_router_finds_its_idle_connections_open_and_a_thread_for_each_request(fly: Any) -> None:
    server = {name: int(value) for name, value in re.findall(r"^(\w+) = (\d+)", read("gunicorn.conf.py"), re.M)}

    assert server["keepalive"] > ROUTERS_IDLE_SECONDS
    assert server["threads"] > fly["http_service"]["concurrency"]["hard_limit"]


def test_fly_sends_to_the_port_that_it_tells(fly: Any) -> None:
    assert fly["env"]["PORT"] == str(fly["http_service"]["internal_port"])


def test_every_needed_variable_is_asked_for_and_has_no_value(heroku: Any, render: Any) -> None:
    asked = {variable["key"]: variable for variable in render["envVars"]}

    assert asked.keys() >= REQUIRED
    assert asked["SECRET_KEY"] == {"key": "SECRET_KEY", "generateValue": True}
    assert asked["ALTEGIO_PARTNER_TOKEN"]["sync"] is False
    assert heroku["env"].keys() >= REQUIRED
    assert heroku["env"]["SECRET_KEY"]["generator"] == "secret"
    for name in REQUIRED - {"SECRET_KEY"}:
        assert heroku["env"][name]["required"] is True
        assert "value" not in heroku["env"][name]
    assert all(variable["description"] for variable in heroku["env"].values())
    assert set(re.findall(r"([A-Z_]{3,})=…", read("fly.toml"))) == REQUIRED


def test_an_app_of_the_deploy_button_answers_at_once_under_the_name_that_it_is_given(heroku: Any) -> None:
    told = {name: variable["value"] for name, variable in heroku["env"].items() if "value" in variable}
    environment = Environment({**dict.fromkeys(REQUIRED, "1"), **told})

    assert environment.problems == []
    assert validate_host("booking-1234abcd.herokuapp.com", environment.allowed_hosts)
    assert not validate_host("evil.example", environment.allowed_hosts)


def test_only_documented_variables_are_asked_for(heroku: Any, render: Any, fly: Any) -> None:
    asked = {*heroku["env"], *fly["env"], *(variable["key"] for variable in render["envVars"])}
    exemplary = set(re.findall(r"^#?([A-Z_]+)=", read(".env.example"), re.M))

    assert asked | exemplary <= documented()
    assert exemplary >= REQUIRED


@pytest.mark.parametrize("name", ["README.md", "docs/operations.md"])
def test_documents_name_every_setting(name: str) -> None:
    assert settings() - set(_names(read(name))) == set()
