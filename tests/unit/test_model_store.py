"""Models lie under their own hash, and are looked at before they are loaded."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from understanding.model_store import ModelDamaged, ModelMissing, ModelStore


@pytest.fixture
def store(tmp_path: Path) -> ModelStore:
    return ModelStore(tmp_path / "models")


def made(tmp_path: Path, content: bytes = b"a model") -> Path:
    path = tmp_path / "made.tar.gz"
    path.write_bytes(content)
    return path


def test_a_model_is_kept_under_the_hash_of_its_content(store: ModelStore, tmp_path: Path) -> None:
    model = store.keep(made(tmp_path), "f" * 16)
    assert model == hashlib.sha256(b"a model").hexdigest()
    assert store.verified(model).read_bytes() == b"a model"
    assert store.verified(model).name == f"{model}.tar.gz"
    assert (store.models(), store.made_of("f" * 16)) == ([model], model)


def test_a_model_whose_bytes_changed_is_not_given_away(store: ModelStore, tmp_path: Path) -> None:
    model = store.keep(made(tmp_path), "f" * 16)
    path = store.verified(model)
    path.chmod(0o644)
    path.write_bytes(b"another model")
    with pytest.raises(ModelDamaged):
        store.verified(model)


def test_a_model_that_is_gone_was_made_of_nothing(store: ModelStore, tmp_path: Path) -> None:
    model = store.keep(made(tmp_path), "f" * 16)
    store.forget(model)
    store.forget(model)
    assert (store.models(), store.made_of("f" * 16)) == ([], None)
    with pytest.raises(ModelMissing):
        store.verified(model)


def test_what_was_half_written_is_no_model(store: ModelStore, tmp_path: Path) -> None:
    store.keep(made(tmp_path), "f" * 16)
    (store.folder / f"{'a' * 64}.part").write_bytes(b"half")
    (store.folder / f"{'e' * 16}.json").write_text("{")
    assert len(store.models()) == 1
    assert store.made_of("e" * 16) is None


@given(name=st.text(max_size=80))
def test_a_name_that_is_no_hash_leads_nowhere(name: str) -> None:
    store = ModelStore(Path("nowhere"))
    assert name not in store
    store.forget(name)
    with pytest.raises(ModelMissing):
        store.verified(name)
