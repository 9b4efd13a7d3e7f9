from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

ANYONE: Final = 0
"""The team member id that means "whoever is free", here and on Altegio's wire."""


@dataclass(frozen=True, slots=True)
class Rating:
    stars: Decimal
    """Of five."""


@dataclass(frozen=True, slots=True)
class TeamMember:
    id: int
    name: str
    role: str = ""
    photo_url: str = ""
    rating: Rating | None = None
    """None also where the business does not want it shown."""
    is_bookable: bool = True

    def named(self, own_name: Callable[[str], str]) -> TeamMember:
        """With their texts as ``own_name`` has them."""
        return replace(self, name=own_name(self.name), role=own_name(self.role))
