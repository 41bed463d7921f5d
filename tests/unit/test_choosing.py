"""Who is to have which case: by turn, by room, and nobody is passed over."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from bot.desk.assignment import WaitingCase
from bot.desk.giving import choose
from bot.store.tables import Staff

MEMBERS = st.lists(
    st.tuples(st.integers(1, 5), st.integers(0, 5), st.frozensets(st.sampled_from("ab"))),
    max_size=4,
)
CASES = st.lists(st.tuples(st.sampled_from("ab"), st.none() | st.integers(0, 4)), max_size=15)


@given(MEMBERS, CASES)
def test_each_case_goes_in_its_turn_to_who_has_room(
    people: list[tuple[int, int, frozenset[str]]], cases: list[tuple[str, int | None]]
) -> None:
    free = [
        Staff(id=str(n), name=str(n), capacity=capacity, load=min(load, capacity), groups=groups)
        for n, (capacity, load, groups) in enumerate(people)
    ]
    waiting = [
        WaitingCase(str(n), f"c{n}", group, None if wanted is None else str(wanted))
        for n, (group, wanted) in enumerate(cases)
    ]
    gifts = choose(waiting, free)
    given_to = Counter(gift.staff.id for gift in gifts)
    assert all(m.load + given_to[m.id] <= m.capacity for m in free)
    assert all(gift.case.group in gift.staff.groups for gift in gifts)
    taken = [gift.case for gift in gifts]
    assert taken == [case for case in waiting if case in taken]
    for group in "ab":
        of_group = [case in taken for case in waiting if case.group == group]
        assert of_group == sorted(of_group, reverse=True)
        room = any(m.load + given_to[m.id] < m.capacity for m in free if group in m.groups)
        assert all(of_group) or not room
