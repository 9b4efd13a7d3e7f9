from __future__ import annotations

from dataclasses import dataclass
from datetime import tzinfo


@dataclass(frozen=True, slots=True)
class Location:
    """A place where the business receives people, with the rules it sets for booking online."""

    id: int
    title: str
    zone: tzinfo
    currency: str
    """A symbol or an abbreviation, not always an ISO code; may be empty."""
    is_active: bool = True
    allows_anyone: bool = False
    """Whether a visitor may leave the choice of the team member to the business."""
    phone: str = ""
    address: str = ""
    logo_url: str = ""
