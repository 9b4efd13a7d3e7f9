"""What every kind of limits does. Where they are kept is for the classes that inherit this."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

from widget.flow.limits import Limit, Limits, take_all

THREE = Limit("three", 3, 60)
ONE = Limit("one", 1, 600)


class LimitsBehaviour:
    def pass_time(self, seconds: float) -> None:
        raise NotImplementedError

    def test_so_many_are_granted_and_then_none(self, limits: Limits) -> None:
        waits = [limits.take(THREE, "anna") for _ in range(5)]

        assert waits[:3] == [0, 0, 0]
        assert all(59 < wait <= 60 for wait in waits[3:])

    def test_a_window_ends_although_it_was_tried_all_the_time(self, limits: Limits) -> None:
        for _ in range(3):
            limits.take(THREE, "anna")
        for _ in range(5):
            self.pass_time(10)
            assert limits.take(THREE, "anna") > 0
        assert 9 < limits.take(THREE, "anna") <= 10
        self.pass_time(10)

        assert [limits.take(THREE, "anna") > 0 for _ in range(4)] == [False, False, False, True]

    def test_a_window_begins_with_the_first(self, limits: Limits) -> None:
        for _ in range(3):
            limits.take(THREE, "anna")
            self.pass_time(20)

        assert limits.take(THREE, "anna") == 0

    def test_each_visitor_and_each_limit_is_counted_by_itself(self, limits: Limits) -> None:
        assert [limits.take(ONE, who) for who in ("anna", "boris")] == [0, 0]
        assert limits.take(THREE, "anna") == 0
        assert limits.take(ONE, "anna") > 0

    def test_what_was_done_can_be_counted_afterwards(self, limits: Limits) -> None:
        assert [limits.take(THREE, "anna", count) for count in (0, 0, 2, 0, 5)] == [0, 0, 0, 0, 0]
        assert 59 < limits.take(THREE, "anna", 0) <= 60
        assert limits.take(THREE, "anna") > 0
        self.pass_time(60)

        assert limits.take(THREE, "anna", 0) == 0

    def test_of_several_the_longest_wait_is_told(self, limits: Limits) -> None:
        wanted = [(THREE, "anna"), (ONE, "anna")]

        assert take_all(limits, wanted) == 0
        assert 599 < take_all(limits, wanted) <= 600
        assert take_all(limits, []) == 0

    def test_threads_get_no_more_than_there_is(self, limits: Limits) -> None:
        together = threading.Barrier(20)

        def take(_number: int) -> float:
            together.wait()
            return limits.take(THREE, "anna")

        with ThreadPoolExecutor(20) as pool:
            assert list(pool.map(take, range(20))).count(0) == 3
