"""The walk, as data. Adding a step is a line here, a view and a template of the same name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from widget.flow.selection import Selection


@dataclass(frozen=True, slots=True)
class Step:
    """``name`` is also the name of its address, view and template."""

    name: str
    label: str | Promise
    is_done: Callable[[Selection], bool]


STEPS = (
    Step("services", _("Service"), lambda chosen: bool(chosen.service_ids)),
    Step("date", _("Date"), lambda chosen: bool(chosen.day or chosen.slot)),
    Step("time", _("Time"), lambda chosen: bool(chosen.slot) and chosen.team_member_id is not None),
    Step("details", _("Details"), lambda chosen: False),
)


def first_incomplete(selection: Selection, *, before: str) -> Step | None:
    """The first step ahead of ``before`` whose choice is still to be made."""
    for step in STEPS:
        if step.name == before:
            return None
        if not step.is_done(selection):
            return step
    return None
