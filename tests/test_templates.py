"""Templates compile, and a partial gets what it says it takes and nothing else."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.template.loader import get_template

FOLDER = Path(__file__).parent.parent / "templates"
TEMPLATES = sorted(path.relative_to(FOLDER) for path in FOLDER.rglob("*.html"))
PARTIALS = [path for path in TEMPLATES if "partials" in path.parts]
INCLUDE = re.compile(r"{% include [^%]*%}")


@pytest.mark.parametrize("path", TEMPLATES, ids=str)
def test_a_template_compiles(path: Path) -> None:
    assert get_template(str(path))


@pytest.mark.parametrize("path", TEMPLATES, ids=str)
def test_an_include_passes_on_only_what_it_names(path: Path) -> None:
    for include in INCLUDE.findall((FOLDER / path).read_text()):
        assert include.endswith(" only %}"), include


@pytest.mark.parametrize("path", PARTIALS, ids=str)
def test_a_partial_states_what_it_takes(path: Path) -> None:
    first_line = (FOLDER / path).read_text().splitlines()[0]

    assert re.fullmatch(r"{# .*\bTakes:? .*\. #}", first_line), first_line


@pytest.mark.parametrize("path", PARTIALS, ids=str)
def test_a_partial_is_given_exactly_what_it_states(path: Path) -> None:
    stated = re.search(r"Takes:? (.*)\. #}", (FOLDER / path).read_text().splitlines()[0])
    assert stated
    names = {word for word in re.findall(r"[a-z_]+", re.sub(r"\([^)]*\)", "", stated[1])) if word != "nothing"}
    for template in TEMPLATES:
        for include in INCLUDE.findall((FOLDER / template).read_text()):
            if f'"{path}"' in include:
                assert set(re.findall(r"(\w+)=", include)) == names, f"{template}: {include}"
