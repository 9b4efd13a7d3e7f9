"""The page for a choice that Altegio refuses: what is in the way, and what can be had instead."""

from __future__ import annotations

from django.http import HttpResponse

from widget import metrics
from widget.flow.recovery import Recovery
from widget.views.choice import Choice, find_facts, turned_to
from widget.views.visit import Visit
from widget.views.ways_out import ways_out


def culprit(choice: Choice, recovery: Recovery, named: int | None) -> int:
    """Our number of the appointment that is in the way: the one that Altegio named, else the one whose time is gone."""
    ids = {part.appointment.id for part in choice.parts}
    if named in ids:
        return named
    gone = (part.appointment.id for part in choice.parts if not part.slot) if recovery.needs_another_time else iter(())
    return next(gone, choice.current.appointment.id)


def recovery_page(
    visit: Visit, recovery: Recovery, appointment_id: int, *, to: str = "details", status: int = 200
) -> HttpResponse:
    """``to``: where an offered time leads. With the name and phone typed already it is booked with that one click."""
    if recovery.needs_another_time:
        metrics.SLOTS_LOST.labels(visit.location.id, recovery.key).inc()
    turned = turned_to(visit, appointment_id)
    facts = find_facts(turned, is_marked=recovery.key == "appointments-overlap")
    is_withdrawn = recovery.key == "service-withdrawn" and len(turned.selection.service_ids) == 1
    lost, member = turned.selection.starts_at(turned.location.zone), facts.member
    context = {
        "summary": facts,
        "recovery": recovery,
        "books_at_once": to == "book",
        "ways_out": ways_out(turned, lost, member, to=to) if recovery.needs_another_time and lost else None,
        "time_url": turned.url("time"),
        "services_url": turned.url("services", turned.selection.without_services() if is_withdrawn else None),
        "retry_url": turned.url("details"),
    }
    return turned.render(context, template="recovery", status=status)
