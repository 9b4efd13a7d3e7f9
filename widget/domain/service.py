from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum

from widget.domain.money import PriceRange


class HostedFormReason(StrEnum):
    PREPAID = "prepaid"
    MEMBERS_ONLY = "members-only"
    PACKAGE = "package"
    """Several services sold as one, at once or one after another."""


@dataclass(frozen=True, slots=True)
class Service:
    id: int
    title: str
    category_id: int
    description: str = ""
    price: PriceRange | None = None
    duration: timedelta | None = None
    """Known only where Altegio was asked for one team member's services."""
    needs_hosted_form: HostedFormReason | None = None
    """Why it can only be booked on Altegio's own page; None where it can be booked here."""


@dataclass(frozen=True, slots=True)
class ServiceCategory:
    id: int
    title: str


@dataclass(frozen=True, slots=True)
class ServiceMenu:
    """All that can be booked at a location, in the order the business gave it."""

    categories: tuple[ServiceCategory, ...] = ()
    services: tuple[Service, ...] = ()
    has_events: bool = False
    """Whether there are group events, which can only be booked on Altegio's own page."""

    def pick(self, service_ids: Sequence[int]) -> tuple[Service, ...]:
        """The services with these ids, in the visitor's order; unknown ids are left out."""
        by_id = {service.id: service for service in self.services}
        return tuple(by_id[service_id] for service_id in service_ids if service_id in by_id)

    def named(self, own_name: Callable[[str], str]) -> ServiceMenu:
        """With its texts as ``own_name`` has them."""
        return replace(
            self,
            categories=tuple(replace(one, title=own_name(one.title)) for one in self.categories),
            services=tuple(
                replace(one, title=own_name(one.title), description=own_name(one.description)) for one in self.services
            ),
        )

    def groups(self) -> Iterator[tuple[ServiceCategory, tuple[Service, ...]]]:
        """Each category that has services; services of no known category come last, under an empty title."""
        for category in self.categories:
            if services := tuple(s for s in self.services if s.category_id == category.id):
                yield category, services
        known = {category.id for category in self.categories}
        if homeless := tuple(s for s in self.services if s.category_id not in known):
            yield ServiceCategory(id=0, title=""), homeless
