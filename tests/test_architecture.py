"""The rules that matter are tests, not prose."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

from widget.altegio.errors import AltegioError, BookingError
from widget.flow.recovery import RECOVERIES
from widget.flow.steps import STEPS
from widget.views.errors import UPSTREAM_PAGES

ROOT = Path(__file__).parent.parent
SOURCES = [*ROOT.glob("widget/**/*.py"), *ROOT.glob("booking_site/**/*.py")]
NAMELESS = {"utils.py", "helpers.py", "common.py", "misc.py"}


def test_the_layers_hold() -> None:
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"], cwd=ROOT, capture_output=True, text=True
    )

    assert done.returncode == 0, done.stdout


def test_no_module_is_named_for_nothing_in_particular() -> None:
    assert not [path for path in SOURCES if path.name in NAMELESS]


def test_packages_hold_no_code_in_their_init() -> None:
    assert not [path for path in SOURCES if path.name == "__init__.py" and path.read_text().strip()]


def test_no_import_hides_in_a_function() -> None:
    for path in SOURCES:
        for function in ast.walk(ast.parse(path.read_text())):
            if isinstance(function, ast.FunctionDef):
                assert not [node for node in ast.walk(function) if isinstance(node, ast.Import | ast.ImportFrom)], path


def test_the_flow_knows_no_http_and_no_templates() -> None:
    """import-linter sees a framework as one; of Django the flow may know only what texts need, and how to sign: the
    key and its predecessors are Django's to look after."""
    for path in ROOT.glob("widget/flow/*.py"):
        imported = [
            node.module or "" for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.ImportFrom)
        ]
        of_django = [name for name in imported if name.partition(".")[0] == "django" and name != "django.core.signing"]
        assert not [name for name in of_django if not name.startswith("django.utils.")]


def test_every_refusal_has_a_recovery() -> None:
    assert set(RECOVERIES) == set(_subclasses(BookingError))


def test_every_error_upstream_has_a_page() -> None:
    for error in _subclasses(AltegioError):
        assert any(issubclass(error, kind) for kind in UPSTREAM_PAGES)


def test_a_step_has_its_view_and_its_template() -> None:
    for step in STEPS:
        assert (ROOT / "widget" / "views" / f"{step.name}.py").exists()
        assert (ROOT / "templates" / "widget" / f"{step.name}.html").exists()


def test_the_readme_names_every_setting() -> None:
    readme = (ROOT / "README.md").read_text()
    source = (ROOT / "booking_site" / "environment.py").read_text()

    for name in _settings_in(source):
        assert f"`{name}`" in readme, name


def test_the_readme_names_every_endpoint_that_the_client_asks() -> None:
    readme = (ROOT / "README.md").read_text()
    client = (ROOT / "widget" / "altegio" / "client.py").read_text()
    endpoints = set(re.findall(r'f"([a-z_/]+)/\{', client))

    assert {"company", "book_record", "user/records"} <= endpoints
    assert not [endpoint for endpoint in endpoints if f"`{endpoint}`" not in readme]


def _settings_in(source: str) -> set[str]:
    return set(re.findall(r'"([A-Z][A-Z_]{3,})"', source))


def _subclasses(kind: type) -> list[type]:
    return [sub for direct in kind.__subclasses__() for sub in (direct, *_subclasses(direct))]
