"""The conformance report says what criteria.toml says, of every criterion, with evidence that exists."""

from __future__ import annotations

import pytest

from tests.conformance import REPORT, criteria, lacking, report_date, written

CONFORMANCE = {"Supports", "Partially Supports", "Does Not Support", "Not Applicable"}
WCAG_2_2 = {
    "A": "1.1.1 1.2.1 1.2.2 1.2.3 1.3.1 1.3.2 1.3.3 1.4.1 1.4.2 2.1.1 2.1.2 2.1.4 2.2.1 2.2.2 2.3.1 2.4.1 2.4.2 2.4.3 "
    "2.4.4 2.5.1 2.5.2 2.5.3 2.5.4 3.1.1 3.2.1 3.2.2 3.2.6 3.3.1 3.3.2 3.3.7 4.1.2",
    "AA": "1.2.4 1.2.5 1.3.4 1.3.5 1.4.3 1.4.4 1.4.5 1.4.10 1.4.11 1.4.12 1.4.13 2.4.5 2.4.6 2.4.7 2.4.11 2.5.7 2.5.8 "
    "3.1.2 3.2.3 3.2.4 3.3.3 3.3.4 3.3.8 4.1.3",
}


def test_the_report_is_up_to_date() -> None:
    assert REPORT.read_text(encoding="utf-8") == written(), "run `python -m tests.conformance`"


@pytest.mark.parametrize("level", WCAG_2_2)
def test_every_criterion_of_wcag_is_in_it_once(level: str) -> None:
    found = [criterion["number"] for criterion in criteria() if criterion["level"] == level]

    assert sorted(found) == sorted(WCAG_2_2[level].split())


def test_criteria_have_no_other_level() -> None:
    assert {criterion["level"] for criterion in criteria()} == set(WCAG_2_2)


@pytest.mark.parametrize("criterion", criteria(), ids=lambda criterion: criterion["number"])
def test_what_it_rests_on_is_there(criterion: dict[str, str]) -> None:
    assert criterion["conformance"] in CONFORMANCE
    assert criterion["remarks"].endswith(".")
    assert criterion["evidence"]
    assert [lacking(evidence) for evidence in criterion["evidence"] if lacking(evidence)] == []


def test_what_is_missing_would_be_noticed() -> None:
    assert lacking("tests/browser/test_axe.py::test_that_is_not_there") == (
        "no test: tests/browser/test_axe.py::test_that_is_not_there"
    )
    assert lacking("tests/browser/test_nothing.py::test_axe") == "no file: tests/browser/test_nothing.py::test_axe"
    assert lacking("nothing.md#here") == "no document: nothing.md#here"


def test_what_only_a_person_can_tell_is_said_to_be_unheard() -> None:
    """Until the table of runs in manual.md has a run."""
    unheard = [criterion for criterion in criteria() if criterion.get("by_inspection")]

    assert {criterion["conformance"] for criterion in unheard} == {"Supports"}
    assert written().count("not verified with assistive technology") == len(unheard) > 5


def test_the_report_has_a_date() -> None:
    assert f"| Report date | {report_date()} |" in REPORT.read_text(encoding="utf-8")
