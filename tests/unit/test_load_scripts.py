"""The words of the measurements: the same for every target, in the mix that is promised."""

from __future__ import annotations

from collections import Counter

import pytest

from bench.load.scripts import STRETCH, VAGUE, Texts, long_script, read_texts, script

TEXTS = Texts(
    matters=[f"matter {number}" for number in range(500)],
    facets=["facet"],
    talk=["talk"],
    outside=["outside"],
)


def test_the_same_seed_gives_the_same_words() -> None:
    assert script(TEXTS, 7, 3, 50) == script(TEXTS, 7, 3, 50)
    assert script(TEXTS, 7, 3, 50) != script(TEXTS, 8, 3, 50)


@pytest.mark.parametrize("turns", [10, 50, 200])
def test_a_script_has_as_many_turns_as_asked(turns: int) -> None:
    assert {len(script(TEXTS, 1, number, turns)) for number in range(20)} == {turns}


def test_many_scripts_together_hold_the_promised_mix() -> None:
    kinds = Counter(said.kind for number in range(400) for said in script(TEXTS, 1, number, 50))
    share = {kind: round(count / kinds.total(), 2) for kind, count in kinds.items()}
    assert share == {"matter": 0.6, "facet": 0.15, "form": 0.15, "other": 0.1}


def test_a_facet_follows_a_matter() -> None:
    for number in range(50):
        kinds = [said.kind for said in script(TEXTS, 1, number, 50)]
        for before, kind in zip(["other", *kinds], kinds, strict=False):
            assert kind != "facet" or before in ("matter", "facet")


def test_vague_words_never_come_twice_in_a_row() -> None:
    for number in range(200):
        vague = [said.text in VAGUE for said in script(TEXTS, 1, number, 50)]
        assert not any(one and other for one, other in zip(vague, vague[1:], strict=False))


def test_every_stretch_of_a_long_conversation_has_the_same_mix() -> None:
    kinds = [said.kind for said in long_script(TEXTS, 1, 300)]
    mixes = {
        tuple(sorted(Counter(kinds[start : start + STRETCH]).items()))
        for start in range(300 - STRETCH)
    }
    assert mixes == {(("facet", 3), ("form", 3), ("matter", 12), ("other", 2))}


def test_no_example_that_is_drawn_asks_for_a_person() -> None:
    texts = read_texts()
    drawn = [*texts.matters, *texts.outside]
    assert len(drawn) > 1000
    assert not [text for text in drawn if "人工" in text or "投诉" in text]
