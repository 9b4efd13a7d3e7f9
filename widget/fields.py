"""The fields of the contact form: how each is labelled, checked and typed on a phone's keyboard."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from typing import Any, Protocol

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from widget.domain.rules import Asked, BookingRules
from widget.phone import LONGEST_PHONE, international

LONGEST_NAME = 100
LONGEST_COMMENT = 1000
LONGEST_ANSWER = 255
"""As Altegio has it for texts of the business's own questions."""
TOO_LONG = _("This is too long. Please say it in fewer words.")
REMINDER_HOURS = (1, 2, 3, 6, 12, 24, 48)


class Question(Protocol):
    """What the business asks besides, from LOCATIONS_FILE. ``kind``: text, number, select or date."""

    @property
    def code(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def is_required(self) -> bool: ...
    @property
    def values(self) -> tuple[str, ...]: ...


class PhoneField(forms.CharField):
    def __init__(self, *, region: str, **options: Any) -> None:
        super().__init__(max_length=LONGEST_PHONE, **options)
        self.region = region

    def clean(self, value: Any) -> str:
        typed = super().clean(value)
        try:
            return international(typed, self.region)
        except ValueError:
            if self.region or typed.startswith("+"):
                raise ValidationError(_("Check the phone number.")) from None
            raise ValidationError(_("Check the phone number, with its country code.")) from None


def who(rules: BookingRules, region: str) -> dict[str, forms.Field]:
    has_parts = rules.surname != Asked.NO
    fields: dict[str, forms.Field] = {
        "fullname": _text(
            _("First name") if has_parts else _("Name"),
            Asked.REQUIRED,
            "given-name" if has_parts else "name",
            missing=_("Enter your name."),
        )
    }
    if rules.patronymic != Asked.NO:
        fields["patronymic"] = _text(_("Middle name"), rules.patronymic, "additional-name")
    if has_parts:
        fields["surname"] = _text(_("Last name"), rules.surname, "family-name")
    fields["phone"] = PhoneField(
        label=_("Phone"),
        region=region,
        error_messages={"required": _("Enter your phone number."), "max_length": _("Check the phone number.")},
        widget=_input("tel", autocomplete="tel", inputmode="tel", maxlength=LONGEST_PHONE),
    )
    if rules.email != Asked.NO:
        fields["email"] = forms.EmailField(
            label=_("Email"),
            required=rules.email == Asked.REQUIRED,
            max_length=LONGEST_ANSWER,
            error_messages={
                "required": _("Enter your email address."),
                "invalid": _("Check the email address, for example name@example.com."),
            },
            widget=_input("email", autocomplete="email", inputmode="email", maxlength=LONGEST_ANSWER),
        )
    return fields


def wishes(rules: BookingRules) -> dict[str, forms.Field]:
    fields: dict[str, forms.Field] = {}
    if rules.comment != Asked.NO:
        fields["comment"] = _LinesField(
            label=rules.comment_label or _("Comment"),
            required=rules.comment == Asked.REQUIRED,
            max_length=LONGEST_COMMENT,
            error_messages={"required": _("Please fill this in."), "max_length": TOO_LONG},
            widget=forms.Textarea(attrs={"rows": 3, "maxlength": LONGEST_COMMENT}),
        )
    if rules.offers_sms_reminder:
        fields["sms_reminder"] = _reminder(_("Remind me by SMS"), rules.sms_reminder)
    if rules.email_reminder and rules.email != Asked.NO:
        fields["email_reminder"] = _reminder(_("Remind me by email"), rules.email_reminder)
    return fields


def _input(kind: str, **attributes: Any) -> forms.TextInput:
    widget = forms.TextInput(attrs=attributes)
    widget.input_type = kind
    return widget


def _text(label: Any, asked: Asked, autocomplete: str, missing: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        required=asked == Asked.REQUIRED,
        max_length=LONGEST_NAME,
        error_messages={"required": missing or _("Please fill this in."), "max_length": TOO_LONG},
        widget=_input("text", autocomplete=autocomplete, maxlength=LONGEST_NAME),
    )


def _reminder(label: Any, default: int) -> forms.ChoiceField:
    hours = sorted({*REMINDER_HOURS, default} - {0})
    return forms.ChoiceField(
        label=label,
        required=False,
        initial=str(default),
        error_messages={"invalid_choice": _("Please check this.")},
        choices=[("0", str(_("No reminder"))), *((str(each), _before(each)) for each in hours)],
    )


def _before(hours: int) -> str:
    if hours % 24 == 0:
        return ngettext("%(days)d day before", "%(days)d days before", hours // 24) % {"days": hours // 24}
    return ngettext("%(hours)d hour before", "%(hours)d hours before", hours) % {"hours": hours}


def code() -> forms.CharField:
    """Digits; people paste them with a space in the middle."""
    return _CodeField(
        label=_("Code from the SMS"),
        required=False,
        max_length=16,
        validators=[RegexValidator(r"^\d{4,8}$", _("The code has four to eight digits."))],
        widget=_input("text", autocomplete="one-time-code", inputmode="numeric", maxlength=16, required=True),
    )


class _LinesField(forms.CharField):
    """A browser counts the end of a line as one character, and sends two."""

    def to_python(self, value: Any) -> str:
        return (super().to_python(value) or "").replace("\r\n", "\n")


class _CodeField(forms.CharField):
    def to_python(self, value: Any) -> str:
        kept = (char for char in super().to_python(value) or "" if not char.isspace() and char != "-")
        return "".join(str(unicodedata.decimal(char, char)) for char in kept)


class _NumberField(forms.DecimalField):
    """With a comma or a point: people write 1,72 as they learnt it."""

    def to_python(self, value: Any) -> Any:
        return super().to_python(value.strip().replace(",", ".") if isinstance(value, str) else value)


def asked_besides(question: Question, own_name: Callable[[str], str]) -> forms.Field:
    common: dict[str, Any] = {
        "label": own_name(question.title),
        "required": question.is_required,
        "error_messages": {
            "required": _("Please fill this in."),
            "invalid": _("Please check this."),
            "invalid_choice": _("Please check this."),
            "max_length": TOO_LONG,
        },
    }
    match question.kind:
        case "number":
            return _NumberField(**common, max_digits=15, widget=_input("text", autocomplete="off", inputmode="decimal"))
        case "date":
            return forms.DateField(**common, input_formats=["%Y-%m-%d"], widget=_input("date", autocomplete="off"))
        case "select":
            choices = [("", str(_("Please choose"))), *((value, own_name(value)) for value in question.values)]
            return forms.ChoiceField(**common, choices=choices)
        case _:
            return forms.CharField(
                **common, max_length=LONGEST_ANSWER, widget=_input("text", autocomplete="off", maxlength=LONGEST_ANSWER)
            )


def trap() -> forms.CharField:
    return forms.CharField(
        required=False, label=_("Leave this empty"), widget=_input("text", autocomplete="off", tabindex="-1")
    )
