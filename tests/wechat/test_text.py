"""Long texts are cut where a reader would cut them."""

from __future__ import annotations

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.wechat.text import LARGEST, split

FAMILY = "👨‍👩‍👧‍👦"


@given(text=st.text(max_size=300), largest=st.integers(4, 64))
def test_the_pieces_are_the_text_and_none_is_too_large(text: str, largest: int) -> None:
    pieces = split(text, largest)
    assert "".join(pieces) == text
    assert all(0 < len(piece.encode()) <= largest for piece in pieces)


@given(text=st.text("a中é👍🏽\u200d\u0301\n👩💻🇨🇳", max_size=200))
def test_no_letter_is_cut(text: str) -> None:
    pieces = split(text, 128)
    letters = regex.findall(r"\X", text)
    if all(len(letter.encode()) <= 128 for letter in letters):
        assert [x for piece in pieces for x in regex.findall(r"\X", piece)] == letters


@pytest.mark.parametrize(("size", "count"), [(2047, 1), (2048, 1), (2049, 2)])
def test_the_platform_s_limit_is_reached_and_not_passed(size: int, count: int) -> None:
    assert len(split("a" * size)) == count


def test_a_family_stays_together() -> None:
    first, second = split("a" * (LARGEST - 5) + FAMILY)
    assert (first, second) == ("a" * (LARGEST - 5), FAMILY)


def test_a_line_stays_whole_where_that_leaves_no_small_piece() -> None:
    assert split("第一行\n第二行\n第三行", 22) == ["第一行\n第二行\n", "第三行"]


def test_nothing_gives_nothing() -> None:
    assert split("") == []
