from __future__ import annotations

from decimal import Decimal

import pytest

from widget.domain.money import PriceRange, total


def price(minimum, maximum=None):
    return PriceRange(Decimal(minimum), Decimal(maximum or minimum))


def test_a_total_adds_both_ends():
    assert total([price("12.50", "20"), price("7.50")]) == price("20", "27.50")


def test_a_total_does_not_round():
    assert total([price("0.1")] * 3).minimum == Decimal("0.3")


@pytest.mark.parametrize("prices", [[], [None], [price("5"), None], [None, price("5")]])
def test_half_a_sum_is_none(prices):
    assert total(prices) is None


def test_a_total_may_be_of_anything_that_can_be_gone_through():
    assert total(price("5") for _ in range(2)) == price("10")


def test_a_price_is_fixed_when_its_ends_meet():
    assert price("5", "5.00").is_fixed
    assert not price("5", "6").is_fixed
