"""The normal form of a text, and the character features on it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from understanding.features import CharTfidf, ngrams
from understanding.normalise import normalise
from understanding.pinyin import syllable_grams

TEXTS = ["公司注销怎么办", "公司变更怎么办", "个体户注销", "发票怎么开", "商标注册"]


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("ＡＢＣ１２３", "abc123"),
        ("  公司 \t\n 注销\u3000", "公司 注销"),
        ("（沪）公司，！", "(沪)公司,!"),
        ("App", "app"),
        ("", ""),
    ],
)
def test_a_text_has_one_normal_form(written: str, normal: str) -> None:
    assert normalise(written) == normal


@given(st.text())
def test_the_normal_form_of_a_normal_form_is_itself(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


def test_ngrams_mark_the_borders_of_the_text_and_end_with_its_syllables() -> None:
    written = ["注", "销", " 注", "注销", "销 ", " 注销", "注销 "]
    assert ngrams("注销") == [*written, "~zuxiao"]


def test_a_homophone_and_a_confused_sound_have_the_same_syllables() -> None:
    assert syllable_grams("住册") == syllable_grams("注册") == syllable_grams("租测")


def test_syllables_do_not_reach_over_what_is_not_a_character() -> None:
    assert syllable_grams("开APP公司") == ["~gonsi"]


def test_traditional_characters_have_the_features_of_simplified_ones() -> None:
    assert ngrams("註冊資本") == ngrams("注册资本")


def test_ngrams_do_not_depend_on_width_or_case() -> None:
    assert ngrams("ＡＰＰ") == ngrams("app")


def test_an_empty_text_has_no_ngrams() -> None:
    assert ngrams(" \n") == []


def test_the_vocabulary_leaves_out_what_is_rare() -> None:
    vocabulary = CharTfidf.fit(TEXTS, min_df=2).vocabulary
    assert "注销" in vocabulary
    assert "商标" not in vocabulary


def test_a_rare_piece_weighs_more_than_a_common_one() -> None:
    tfidf = CharTfidf.fit(TEXTS, min_df=1)
    idf = dict(zip(tfidf.vocabulary, tfidf.idf, strict=True))
    assert idf["商标"] > idf["公司"]


@given(st.sampled_from(TEXTS), st.text(max_size=20))
def test_the_features_of_a_text_have_length_one(known: str, more: str) -> None:
    _, weights = CharTfidf.fit(TEXTS).sparse(known + more)
    assert np.linalg.norm(weights) == pytest.approx(1.0, abs=1e-5)


def test_a_text_of_unknown_characters_has_no_features() -> None:
    columns, weights = CharTfidf.fit(TEXTS).sparse("xyz")
    assert len(columns) == len(weights) == 0


def test_a_stored_vocabulary_gives_the_same_features() -> None:
    fitted = CharTfidf.fit(TEXTS)
    again = CharTfidf(list(fitted.vocabulary), fitted.idf.copy())
    (columns, weights), (columns_again, weights_again) = (
        each.sparse(TEXTS[0]) for each in (fitted, again)
    )
    assert np.array_equal(columns, columns_again)
    assert np.array_equal(weights, weights_again)


@pytest.mark.parametrize(
    ("text", "coverage"),
    [("公司注销", 1.0), ("公司年报", 1 / 3), ("天气预报", 0.0), ("公司 注销", 1.0)],
)
def test_coverage_is_the_share_of_known_pairs(text: str, coverage: float) -> None:
    tfidf = CharTfidf.fit(["公司注销"], min_df=1)
    assert tfidf.coverage(text) == pytest.approx(coverage)


@pytest.mark.parametrize("text", ["", "喂", "？？？", "12345", "😀😀"])
def test_a_text_without_two_letters_in_a_row_is_not_covered(text: str) -> None:
    assert CharTfidf.fit(["公司注销", "？？", "12345"], min_df=1).coverage(text) == 0.0
