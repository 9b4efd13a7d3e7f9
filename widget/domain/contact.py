from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, repr=False)
class Contact:
    """Who wants to come, and how to reach them. ``phone`` is in international form (``+4930…``).

    Reminders are hours before the appointment, 0 for none. ``custom`` holds what the business asks besides, by its
    own code for each question. It shows itself to nobody: a log must not learn it.
    """

    name: str
    phone: str
    surname: str = ""
    patronymic: str = ""
    email: str = ""
    comment: str = ""
    code: str = ""
    sms_reminder: int = 0
    email_reminder: int = 0
    custom: tuple[tuple[str, str | int | float | tuple[str, ...]], ...] = ()
    accepts_policy: bool = False
    wants_newsletter: bool = False

    @property
    def full_name(self) -> str:
        return " ".join(part for part in (self.name, self.patronymic, self.surname) if part)
