from __future__ import annotations

import pytest

from widget.domain.service import Service, ServiceCategory, ServiceMenu

HAIR, NAILS, EMPTY = ServiceCategory(1, "Hair"), ServiceCategory(2, "Nails"), ServiceCategory(3, "Lashes")
CUT, WASH, GEL, LOST = Service(10, "Cut", 1), Service(11, "Wash", 1), Service(20, "Gel", 2), Service(90, "Lost", 9)
MENU = ServiceMenu((NAILS, EMPTY, HAIR), (CUT, GEL, LOST, WASH))


@pytest.mark.parametrize(
    ("service_ids", "picked"),
    [((), ()), ((20, 10), (GEL, CUT)), ((10, 7), (CUT,)), ((7,), ()), ((10, 10), (CUT, CUT))],
)
def test_services_are_picked_in_the_order_of_the_visitor(service_ids, picked):
    assert MENU.pick(service_ids) == picked


def test_groups_follow_the_business_and_the_homeless_come_last():
    assert list(MENU.groups()) == [
        (NAILS, (GEL,)),
        (HAIR, (CUT, WASH)),
        (ServiceCategory(0, ""), (LOST,)),
    ]


def test_an_empty_menu_has_no_groups():
    assert list(ServiceMenu().groups()) == []
    assert list(ServiceMenu((HAIR,)).groups()) == []
