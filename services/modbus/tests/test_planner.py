"""The planner: never more requests than the best possible, nothing lost, nothing split."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dinrail_modbus.planner import Span, plan

spans = st.lists(st.builds(Span, st.integers(0, 40), st.integers(1, 4)), min_size=1, max_size=7, unique=True)


def fewest_by_trying_everything(wanted: list[Span], limit: int, max_gap: int) -> int:
    """The least number of groups of which each fits one request."""
    used = {address for span in wanted for address in range(span.start, span.end)}

    def fits(group: list[Span]) -> bool:
        start, end = min(span.start for span in group), max(span.end for span in group)
        gap = longest = 0
        for address in range(start, end):
            gap = 0 if address in used else gap + 1
            longest = max(longest, gap)
        return end - start <= limit and longest <= max_gap

    @cache
    def best(left: int) -> int:
        if not left:
            return 0
        first, fewest, group = left & -left, len(wanted), left
        while group:
            if group & first and fits([span for place, span in enumerate(wanted) if group >> place & 1]):
                fewest = min(fewest, 1 + best(left & ~group))
            group = (group - 1) & left
        return fewest

    return best((1 << len(wanted)) - 1)


@settings(max_examples=300, deadline=None)
@given(wanted=spans, limit=st.integers(4, 20), max_gap=st.integers(0, 8))
def test_no_other_plan_needs_fewer_requests(wanted: list[Span], limit: int, max_gap: int) -> None:
    requests = plan(wanted, limit=limit, max_gap=max_gap)
    assert len(requests) == fewest_by_trying_everything(wanted, limit, max_gap)


@given(wanted=spans, limit=st.integers(4, 20), max_gap=st.integers(0, 8))
def test_every_span_is_whole_in_exactly_one_request_within_the_limit(
    wanted: list[Span], limit: int, max_gap: int
) -> None:
    requests = plan(wanted, limit=limit, max_gap=max_gap)
    assert sorted(span for request in requests for span in request.spans) == sorted(wanted)
    for request in requests:
        assert request.size <= limit
        assert request.start == min(span.start for span in request.spans)
        assert request.start + request.size == max(span.end for span in request.spans)


@given(wanted=spans, limit=st.integers(4, 20), max_gap=st.integers(0, 8))
def test_no_request_crosses_more_unused_addresses_than_allowed(wanted: list[Span], limit: int, max_gap: int) -> None:
    used = {address for span in wanted for address in range(span.start, span.end)}
    for request in plan(wanted, limit=limit, max_gap=max_gap):
        for start in range(request.start, request.start + request.size - max_gap):
            assert used.intersection(range(start, start + max_gap + 1))


@given(wanted=spans)
def test_the_order_of_points_does_not_matter(wanted: list[Span]) -> None:
    assert plan(wanted, limit=10, max_gap=3) == plan(reversed(wanted), limit=10, max_gap=3)


def test_five_hundred_registers_in_a_row_take_four_requests() -> None:
    requests = plan([Span(start, 1) for start in range(500)], limit=125, max_gap=16)
    assert [(request.start, request.size) for request in requests] == [(0, 125), (125, 125), (250, 125), (375, 125)]


def test_a_value_at_the_edge_of_a_request_goes_to_the_next_one() -> None:
    requests = plan([Span(start, 2) for start in range(0, 252, 2)], limit=125, max_gap=0)
    assert [(request.start, request.size) for request in requests] == [(0, 124), (124, 124), (248, 4)]


def test_a_request_ends_where_the_next_one_takes_over() -> None:
    requests = plan([Span(0, 2), Span(9, 1), Span(8, 8)], limit=10, max_gap=8)
    assert [(request.start, request.size) for request in requests] == [(0, 2), (8, 8)]


def test_a_span_longer_than_a_request_is_refused() -> None:
    with pytest.raises(ValueError, match="11 addresses at 5"):
        plan([Span(5, 11)], limit=10, max_gap=0)


def test_nothing_to_read_needs_no_request() -> None:
    assert plan([], limit=10, max_gap=0) == []
