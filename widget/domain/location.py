from __future__ import annotations

from dataclasses import dataclass, field
from datetime import tzinfo

from widget.domain.rules import BookingRules


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
    country: str = ""
    """In words, as the business wrote it."""
    coordinates: tuple[float, float] | None = None
    """Latitude and longitude in degrees."""
    schedule: str = ""
    """When the business is open, in words and on as many lines as it wrote."""
    description: str = ""
    rules: BookingRules = field(default_factory=BookingRules)
