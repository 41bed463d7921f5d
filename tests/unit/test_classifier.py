"""The joint model: trained, saved, loaded; damaged files are not served."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from safetensors import SafetensorError

from understanding.classifier import JointClassifier, Settings
from understanding.encoder import Vectors
from understanding.facets import NONE, FacetThresholds, read_facets

EXAMPLES = {
    "registration/reg_dissolve": [
        "公司注销怎么办",
        "想把公司注销掉",
        "注销营业执照",
        "公司不开了注销",
    ],
    "tax/tax_einvoice_issue": ["发票怎么开", "开票要什么", "给客户开发票", "电子发票开具"],
    "greet": ["你好", "您好呀", "你好在吗", "早上好"],
}
TEXTS = [text for texts in EXAMPLES.values() for text in texts]
LABELS = [label for label, texts in EXAMPLES.items() for _ in texts]
FILES = ("model.json", "weights.safetensors")


def embed(texts: Sequence[str]) -> Vectors:
    """A fixed direction for each text, the same in every process."""
    rows = [np.random.default_rng([ord(char) for char in text]).normal(size=8) for text in texts]
    vectors = np.array(rows, dtype=np.float32)
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True))


def trained(settings: Settings | None = None) -> JointClassifier:
    return JointClassifier.train(TEXTS, embed(TEXTS), LABELS, settings)


@pytest.fixture(scope="module")
def model() -> JointClassifier:
    return trained()


@pytest.fixture
def saved(model: JointClassifier, tmp_path: Path) -> Path:
    model.save(tmp_path / "model")
    return tmp_path / "model"


def test_the_model_knows_what_it_was_taught(model: JointClassifier) -> None:
    for text, vector, label in zip(TEXTS, embed(TEXTS), LABELS, strict=True):
        assert model.labels[int(model.probabilities(text, vector).argmax())] == label


def test_the_model_reads_what_it_has_not_seen(model: JointClassifier) -> None:
    text = "我想注销"
    probabilities = model.probabilities(text, embed([text])[0])
    assert model.labels[int(probabilities.argmax())] == "registration/reg_dissolve"


def test_the_probabilities_of_all_labels_add_up_to_one(model: JointClassifier) -> None:
    probabilities = model.probabilities("随便说点什么", embed(["随便说点什么"])[0])
    assert probabilities.shape == (len(EXAMPLES),)
    assert probabilities.sum() == pytest.approx(1.0, abs=1e-5)


def test_training_twice_gives_the_same_model(model: JointClassifier) -> None:
    again, vector = trained(), embed(["公司注销"])[0]
    assert np.array_equal(
        again.probabilities("公司注销", vector), model.probabilities("公司注销", vector)
    )


def test_a_saved_model_reads_the_same_after_loading(model: JointClassifier, saved: Path) -> None:
    loaded = JointClassifier.load(saved)
    assert loaded.labels == model.labels
    for text, vector in zip(TEXTS, embed(TEXTS), strict=True):
        assert loaded.probabilities(text, vector) == pytest.approx(
            model.probabilities(text, vector), abs=2e-3
        )


def test_a_model_saved_again_is_the_same(saved: Path, tmp_path: Path) -> None:
    JointClassifier.load(saved).save(tmp_path / "again")
    for name in FILES:
        assert (tmp_path / "again" / name).read_bytes() == (saved / name).read_bytes()


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file_is_not_served(saved: Path, name: str) -> None:
    (saved / name).unlink()
    with pytest.raises(FileNotFoundError):
        JointClassifier.load(saved)


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("share", [0.0, 0.5, 0.95])
def test_a_file_cut_short_is_not_served(saved: Path, name: str, share: float) -> None:
    content = (saved / name).read_bytes()
    (saved / name).write_bytes(content[: int(len(content) * share)])
    with pytest.raises((ValueError, SafetensorError)):
        JointClassifier.load(saved)


@pytest.mark.parametrize("key", ["labels", "vocabulary", "numbers"])
def test_a_description_without_a_part_is_not_served(saved: Path, key: str) -> None:
    meta = json.loads((saved / "model.json").read_text(encoding="utf-8"))
    del meta[key]
    (saved / "model.json").write_text(json.dumps(meta), encoding="utf-8")
    with pytest.raises(KeyError):
        JointClassifier.load(saved)


FACET_TEXTS = {
    "fee": ["要多少钱", "收费吗", "费用怎么算", "交多少钱"],
    "time_limit": ["要多久", "几天能好", "多长时间", "什么时候能办完"],
    NONE: ["注册公司", "开发票", "商标注册", "公司注销"],
}


@pytest.fixture(scope="module")
def facet_model() -> JointClassifier:
    texts = [text for group in FACET_TEXTS.values() for text in group]
    labels = [facet for facet, group in FACET_TEXTS.items() for _ in group]
    return JointClassifier.train(texts, embed(texts), labels)


def facet_of(
    model: JointClassifier, text: str, *named: str, thresholds: FacetThresholds | None = None
) -> str | None:
    asked = read_facets(model, text, embed([text])[0], named, thresholds or FacetThresholds())
    return asked[0] if asked else None


def test_the_facet_that_was_taught_is_read(facet_model: JointClassifier) -> None:
    assert facet_of(facet_model, "要多少钱") == "fee"
    assert facet_of(facet_model, "要多久") == "time_limit"


def test_a_question_without_facet_has_none(facet_model: JointClassifier) -> None:
    assert facet_of(facet_model, "注册公司") is None


def test_a_facet_below_the_least_probability_is_not_read(facet_model: JointClassifier) -> None:
    assert facet_of(facet_model, "要多少钱", thresholds=FacetThresholds(least=1.1)) is None


def test_a_word_of_the_lexicon_raises_its_facet(facet_model: JointClassifier) -> None:
    certain = FacetThresholds(least=1.1, named=2.0)
    assert facet_of(facet_model, "要多少钱", "time_limit", thresholds=certain) == "time_limit"


def test_a_named_facet_that_was_not_taught_is_still_read(facet_model: JointClassifier) -> None:
    assert facet_of(facet_model, "注册公司", "basis", thresholds=FacetThresholds(named=2.0)) == (
        "basis"
    )


def test_a_facet_named_twice_counts_once(facet_model: JointClassifier) -> None:
    once = FacetThresholds(least=0.5, named=0.0)
    assert facet_of(facet_model, "注册公司", "fee", "fee", thresholds=once) is None
    light = FacetThresholds(least=0.9, named=0.3)
    assert facet_of(facet_model, "注册公司", "basis", "basis", "basis", thresholds=light) is None


def test_two_facets_that_are_both_likely_are_both_read(facet_model: JointClassifier) -> None:
    text = "要多少钱，要多久"
    both = FacetThresholds(least=0.0, second=0.0, named=1.0)
    asked = read_facets(facet_model, text, embed([text])[0], ["fee", "time_limit"], both)
    assert sorted(asked) == ["fee", "time_limit"]


def test_a_second_facet_that_is_not_likely_is_left_out(facet_model: JointClassifier) -> None:
    text = "要多少钱"
    assert read_facets(facet_model, text, embed([text])[0], [], FacetThresholds()) == ("fee",)


def test_where_is_read_as_office_and_as_web_address() -> None:
    groups = {
        "place": ["在哪里领", "哪个窗口"],
        "channel": ["在哪里领", "哪个网站"],
        NONE: ["开发票"],
    }
    texts = [text for group in groups.values() for text in group]
    labels = [facet for facet, group in groups.items() for _ in group]
    model = JointClassifier.train(texts, embed(texts), labels)
    asked = read_facets(model, "在哪里领", embed(["在哪里领"])[0], [], FacetThresholds(second=1.1))
    assert sorted(asked) == ["channel", "place"]
