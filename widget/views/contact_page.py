"""The page that asks who is coming."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.http import HttpResponse

from widget.altegio.client import Altegio
from widget.altegio.errors import AltegioError
from widget.flow import ticket
from widget.flow.notices import Notice
from widget.flow.recovery import BY_KEY, Recovery
from widget.forms import TRAP, ContactForm, key_of
from widget.gateway import ledger_epoch
from widget.hosted_form import hosted_form_url
from widget.typed import carry, typed_in
from widget.views.choice import Choice
from widget.views.visit import Visit
from widget.wording import own_name

log = logging.getLogger(__name__)

CHECKBOXES = ("consent", "newsletter")
APART = (*CHECKBOXES, "code", TRAP)
"""Fields that have a place of their own on the page."""


@dataclass(frozen=True)
class Row:
    """A field with what is wrong with it. ``key`` is for machines (``data-error``)."""

    field: BoundField
    error: str
    key: str

    @property
    def is_optional(self) -> bool:
        """Worth a word: a reminder has a choice of its own for "none", and without the code nothing is booked."""
        return not self.field.field.required and not self.field.name.endswith(("reminder", "code"))


@dataclass(frozen=True)
class Code:
    """How far the confirmation by SMS has come. ``wait`` is in seconds: until then no other code is sent."""

    is_sent: bool = False
    wait: int = 0
    is_certain: bool = True
    """False where it may have been sent, or to another phone."""


def prepare_contact_page(visit: Visit) -> None:
    """Asks ahead for what the page needs besides the choice itself."""
    visit.altegio.ahead(lambda ahead: _policy(visit, ahead))


def contact_form(visit: Visit) -> ContactForm:
    """As the visitor left it, when they come back to it from another step."""
    return ContactForm(initial=_left(visit), **_form_options(visit))


def sent_form(visit: Visit) -> ContactForm:
    return ContactForm(visit.request.POST, **_form_options(visit))


def contact_page(
    choice: Choice,
    form: ContactForm | None,
    *,
    is_checked: bool = False,
    notices: tuple[Notice, ...] = (),
    code: Code | None = None,
    status: int = 200,
) -> HttpResponse:
    """Without a form it ends with the phone and Altegio's own page."""
    visit = choice.visit
    context: dict[str, Any] = {
        "choice": choice,
        "is_checked": is_checked,
        "hosted_form_url": hosted_form_url(visit.location.id, choice.wanted),
        "has_form": form is not None,
    }
    if form is not None:
        # The page's form is the one that its ways out send along.
        carry(visit.request, ())
        context |= _form_context(choice, form, code or code_before(visit))
    return visit.render(context, template="details", notices=notices, status=status)


def code_before(visit: Visit) -> Code:
    """As it was told on the page that was sent."""
    told = visit.request.POST.get("code_sent", "")
    return Code(is_sent=bool(told), is_certain=told == "1")


def new_ticket(location_id: int) -> str:
    return ticket.sign(ticket.issue(location_id, ledger_epoch()))


def _form_options(visit: Visit) -> dict[str, Any]:
    own = settings.LOCATIONS[visit.location.id]
    return {
        "location": visit.location,
        "questions": own.custom_fields,
        "offers_newsletter": own.offers_newsletter,
        "own_name": partial(own_name, visit.location.id),
        "auto_id": "%s",
        "use_required_attribute": True,
    }


def _left(visit: Visit) -> dict[str, Any]:
    return dict(typed_in(visit.request))


def _form_context(choice: Choice, form: ContactForm, code: Code) -> dict[str, Any]:
    visit = choice.visit
    rows = {field.name: _row(field) for field in form}
    if code.is_sent and "code" in form.fields and not form.errors:
        # The next thing to type. Whoever is led past what is said above it hears that too.
        told = {"aria-describedby": "code_told"} if code.is_certain else {}
        form.fields["code"].widget.attrs |= {"autofocus": True, **told}
    own = settings.LOCATIONS[visit.location.id]
    return {
        "rows": [row for name, row in rows.items() if name not in APART],
        "boxes": [rows[name] for name in CHECKBOXES if name in rows],
        "code_row": rows.get("code"),
        "code": code,
        "trap": rows[TRAP],
        "wrong": [row for row in rows.values() if row.error],
        "book_url": visit.url("book"),
        "ticket": new_ticket(visit.location.id),
        "policy": policy_text(visit),
        "legal": {
            "controller": own.data_controller or visit.location.title,
            "privacy_url": own.privacy_url,
            "imprint_url": own.imprint_url,
        },
        "note": visit.location.rules.note,
    }


def _row(field: BoundField) -> Row:
    codes = [str(error.code) for error in field.errors.as_data()[:1] if error.code in BY_KEY]
    return Row(field, str(next(iter(field.errors), "")), next(iter(codes), key_of(field.name)))


def policy_text(visit: Visit) -> str:
    """The location's own, where it has one. Its form is documented nowhere: if it cannot be read, the page goes on with
    the link and the box, and the operator is told."""
    try:
        text = _policy(visit, visit.altegio.in_passing())
    except AltegioError:
        text = ""
    if visit.location.rules.has_policy and not text:
        log.warning("location %d: its privacy policy cannot be read", visit.location.id)
    return text


def _policy(visit: Visit, altegio: Altegio) -> str:
    return altegio.policy(visit.location.id) if visit.location.rules.has_policy else ""


def with_error(form: ContactForm, field: str, recovery: Recovery) -> ContactForm:
    """What Altegio says of a field stands at that field."""
    form.is_valid()
    form.add_error(field if field in form.fields else None, ValidationError(str(recovery.text), code=recovery.key))
    return form
