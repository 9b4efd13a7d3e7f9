from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class PriceRange:
    """What something costs, in the location's currency; minimum and maximum are equal when the price is fixed."""

    minimum: Decimal
    maximum: Decimal

    @property
    def is_fixed(self) -> bool:
        return self.minimum == self.maximum


def total(prices: Iterable[PriceRange | None]) -> PriceRange | None:
    """The sum, or None when one of the prices is not known: half a sum would be a false promise."""
    known = list(prices)
    if not known or None in known:
        return None
    priced = [price for price in known if price is not None]
    return PriceRange(
        minimum=sum((price.minimum for price in priced), Decimal(0)),
        maximum=sum((price.maximum for price in priced), Decimal(0)),
    )
