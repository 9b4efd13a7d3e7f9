from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse
from django.views.decorators.cache import never_cache

from widget.flow.limits import CHECKS_PER_ADDRESS
from widget.flow.recovery import NOT_OFFERED, recovery_from
from widget.views.choice import find_choice, refusal_of
from widget.views.contact_page import contact_form, contact_page, prepare_contact_page
from widget.views.limited import require_room_if_known
from widget.views.new_time import new_time
from widget.views.recovery_page import culprit, recovery_page
from widget.views.step import step_view
from widget.views.visit import Visit
from widget.views.visitor import visitor_key


@never_cache
@step_view("details")
def details(visit: Visit) -> HttpResponse:
    """Check the choice with Altegio and ask who is coming, or say what is in the way and how to go on."""
    if visit.moving:
        return new_time(visit, visit.moving)
    prepare_contact_page(visit)
    choice = find_choice(visit)
    if choice.needs_hosted_form:
        return contact_page(choice, form=None)
    refusal = None
    if choice.current.slot:
        require_room_if_known((CHECKS_PER_ADDRESS, visitor_key(visit.request)))
        refusal = refusal_of(choice)
    recovery = recovery_from(refusal) if refusal else None if choice.current.slot else NOT_OFFERED
    if recovery:
        named = refusal.appointment_id if refusal else choice.current.appointment.id
        return recovery_page(visit, recovery, culprit(choice, recovery, named))
    return contact_page(choice, form=contact_form(visit) if settings.BOOKING_ENABLED else None, is_checked=True)
