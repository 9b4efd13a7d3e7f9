"""Writes docs/accessibility/conformance.md from criteria.toml beside it.

python -m tests.conformance
"""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from datetime import date
from typing import Any

from tests.serving import PROJECT

FOLDER = PROJECT / "docs" / "accessibility"
REPORT = FOLDER / "conformance.md"
UP_TO_THE_TESTS = "../../"
UNHEARD = "By inspection; not verified with assistive technology."
LEVELS = {"A": "Table 1: Success Criteria, Level A", "AA": "Table 2: Success Criteria, Level AA"}

HEAD = """\
<!-- Written by `python -m tests.conformance` from criteria.toml. Do not edit by hand. -->

# Accessibility Conformance Report

In the layout of the WCAG edition of VPAT® 2.5.

| | |
|---|---|
| Name of product | Altegio booking widget, {version} |
| Report date | {date} |
| Product description | {description} |
| Contact | {contact} |
| Notes | {notes} |
| Evaluation methods used | {methods} |

## Applicable standards and guidelines

| Standard or guideline | Included in the report |
|---|---|
| Web Content Accessibility Guidelines 2.0 | Level A: yes. Level AA: yes. Level AAA: no |
| Web Content Accessibility Guidelines 2.1 | Level A: yes. Level AA: yes. Level AAA: no |
| Web Content Accessibility Guidelines 2.2 | Level A: yes. Level AA: yes. Level AAA: no |

4.1.1 Parsing has been removed from WCAG 2.2. For 2.0 and 2.1, browsers mend what it was about: it counts as met.

## Terms

* **Supports**: the product has at least one way that meets the criterion without known defects, or meets it equally.
* **Partially Supports**: some of the product does not meet the criterion.
* **Does Not Support**: most of the product does not meet the criterion.
* **Not Applicable**: the criterion has nothing to apply to.

## WCAG 2.2 report

"""
FOOT = """\
## Table 3: Success Criteria, Level AAA

Not evaluated.
"""


def criteria() -> list[dict[str, Any]]:
    return list(_read()["criterion"])


def written() -> str:
    """The report as it has to be."""
    read = _read()
    tables = "\n".join("\n".join(_table(level, read["criterion"])) for level in LEVELS)
    return HEAD.format(version=_version(), date=read["date"], **read["about"]) + tables + "\n" + FOOT


def report_date() -> date:
    found = _read()["date"]
    assert isinstance(found, date)
    return found


def lacking(evidence: str) -> str:
    """What is not where the evidence says that it is; empty where all is."""
    name, _, inside = evidence.partition("::")
    if not inside:
        return "" if (FOLDER / name.partition("#")[0]).exists() else f"no document: {evidence}"
    file = PROJECT / name
    if not file.exists():
        return f"no file: {evidence}"
    found = {node.name for node in ast.parse(file.read_text()).body if isinstance(node, ast.FunctionDef)}
    return "" if inside in found else f"no test: {evidence}"


def _read() -> dict[str, Any]:
    return tomllib.loads((FOLDER / "criteria.toml").read_text(encoding="utf-8"))


def _version() -> str:
    return str(tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"])


def _table(level: str, found: list[dict[str, Any]]) -> Iterator[str]:
    yield f"### {LEVELS[level]}\n"
    yield "| Criteria | Conformance Level | Remarks and Explanations |"
    yield "|---|---|---|"
    for criterion in found:
        if criterion["level"] == level:
            name = f"**{criterion['number']} {criterion['name']}**"
            yield f"| {name} | {criterion['conformance']} | {_remarks(criterion)} |"
    yield ""


def _remarks(criterion: dict[str, Any]) -> str:
    unheard = f" *{UNHEARD}*" if criterion.get("by_inspection") else ""
    return f"{criterion['remarks']}{unheard}<br>{' · '.join(_link(one) for one in criterion['evidence'])}"


def _link(evidence: str) -> str:
    name, _, inside = evidence.partition("::")
    if inside:
        return f"[{inside.removeprefix('test_').replace('_', ' ')}]({UP_TO_THE_TESTS}{name})"
    return f"[procedure: {re.sub('.*#', '', evidence).replace('-', ' ')}]({evidence})"


if __name__ == "__main__":
    REPORT.write_text(written(), encoding="utf-8")
