"""The documented JSON schemas are those of the code."""

from __future__ import annotations

import pytest

from scripts.schemas import FOLDER, MODELS, text


@pytest.mark.parametrize("name", sorted(MODELS))
def test_a_documented_schema_is_the_present_one(name: str) -> None:
    assert (FOLDER / name).read_text(encoding="utf-8") == text(name)
