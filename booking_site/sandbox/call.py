"""One call of an endpoint, with its arguments read as strictly as upstream reads them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from booking_site.sandbox import errors
from booking_site.sandbox.entities import Location, Member
from booking_site.sandbox.moments import localized, minute
from booking_site.sandbox.salon import Salon
from booking_site.sandbox.wire import Request


@dataclass(frozen=True, slots=True)
class Call:
    salon: Salon
    request: Request
    path: Mapping[str, str]

    @property
    def location(self) -> Location:
        found = self.salon.locations.get(as_id(self.path["location"]))
        if found is None:
            raise errors.nothing_there()
        return found

    @property
    def service_ids(self) -> list[int]:
        """Only ``service_ids[]`` counts. Any other spelling is ignored without a word."""
        return [as_id(text) for text in self.request.all("service_ids[]") if text]

    @property
    def staff_id(self) -> int:
        return as_id(self.request.first("staff_id") or "0")

    @property
    def user_token(self) -> str:
        """Of "Bearer <partner>, User <user>"; whose it is makes no difference here."""
        kind, _, token = self.request.headers.get("Authorization", "").partition(",")[2].strip().partition(" ")
        return token.strip() if kind == "User" else ""

    def member(self, staff_id: int) -> Member:
        found = self.location.members.get(staff_id)
        if found is None:
            raise errors.message(404, "Team member not found")
        return found

    def members(self, staff_id: int) -> list[Member]:
        """Those who offer the services asked for, or the one asked for, if they do."""
        able = self.salon.able(self.location, self.service_ids)
        return [one for one in able if one is self.member(staff_id)] if staff_id else able

    def moment(self) -> int | None:
        """``datetime`` of the query, in minutes."""
        text = self.request.first("datetime")
        if not text:
            return None
        try:
            return minute(localized(datetime.fromisoformat(text), self.location.zone))
        except ValueError:
            raise errors.invalid({"datetime": ["The datetime is not a valid date."]}) from None

    def day(self, name: str) -> date | None:
        text = self.request.first(name)
        try:
            return date.fromisoformat(text) if text else None
        except ValueError:
            raise errors.invalid({name: [f"The {name} is not a valid date."]}) from None

    def body(self) -> Any:
        try:
            return json.loads(self.request.body)
        except ValueError:
            raise errors.message(400, "The request body is not valid JSON") from None


def as_id(text: str) -> int:
    """-1 for what is no number, which no location, member or service has."""
    return int(text) if text.isascii() and text.isdigit() else -1
