"""What a visitor is asked before a booking, by the rules of the location."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from widget.domain.contact import Contact
from widget.domain.location import Location
from widget.fields import Question, asked_besides, code, trap, who, wishes
from widget.phone import region_of

TRAP = "homepage"
"""A field that no person sees. What fills it in is no person."""
CUSTOM = "custom_"

KEYS: Mapping[str, str] = {
    "fullname": "name-missing",
    "phone": "invalid-phone",
    "code": "wrong-code",
    "consent": "consent-missing",
}
"""Field → what a machine is told when it is not filled in as it should be (``data-error``)."""


class ContactForm(forms.Form):
    """``questions`` are the business's own, shown as ``own_name`` has their texts. The order of the fields is that of
    the page."""

    def __init__(
        self,
        *args: Any,
        location: Location,
        questions: tuple[Question, ...] = (),
        offers_newsletter: bool = False,
        own_name: Callable[[str], str] = str,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.questions = questions
        self.fields |= who(location.rules, region_of(location))
        self.fields |= {f"{CUSTOM}{question.code}": asked_besides(question, own_name) for question in questions}
        self.fields |= wishes(location.rules)
        if location.rules.has_policy:
            self.fields["consent"] = forms.BooleanField(
                label=_("I agree to the processing of my personal data."),
                error_messages={"required": _("Please agree to the privacy policy, or call us.")},
            )
        if offers_newsletter:
            self.fields["newsletter"] = forms.BooleanField(
                required=False, label=_("Send me news and offers now and then.")
            )
        if location.rules.needs_code:
            self.fields["code"] = code()
        self.fields[TRAP] = trap()

    def clean(self) -> None:
        if self.cleaned_data.get(TRAP):
            self.add_error(TRAP, _("Please leave this field empty."))

    def contact(self) -> Contact:
        """Who the visitor is; only of a form that is valid."""
        given = self.cleaned_data
        return Contact(
            name=given["fullname"],
            phone=given["phone"],
            surname=given.get("surname", ""),
            patronymic=given.get("patronymic", ""),
            email=given.get("email", ""),
            comment=given.get("comment", ""),
            code=given.get("code", ""),
            sms_reminder=int(given.get("sms_reminder") or 0),
            email_reminder=int(given.get("email_reminder") or 0) if given.get("email") else 0,
            custom=tuple(self._answers()),
            accepts_policy=given.get("consent", False),
            wants_newsletter=given.get("newsletter", False),
        )

    def _answers(self) -> list[tuple[str, str | int | float | tuple[str, ...]]]:
        """By the business's codes. A choice travels as a list, since the API's own example does."""
        answers: list[tuple[str, str | int | float | tuple[str, ...]]] = []
        for question in self.questions:
            value = self.cleaned_data.get(f"{CUSTOM}{question.code}")
            if value in (None, ""):
                continue
            if question.kind == "select":
                value = (str(value),)
            elif question.kind == "number":
                value = int(value) if value == int(value) else float(value)
            elif isinstance(value, date):
                value = value.isoformat()
            answers.append((question.code, value))
        return answers


def key_of(field: str) -> str:
    return KEYS.get(field, "field-invalid")
