"""What `docs/security.md` says is watched by a test is watched by one."""

from __future__ import annotations

import re

from bot.settings import ROOT


def test_every_test_that_the_table_names_is_there() -> None:
    table = (ROOT / "docs/security.md").read_text(encoding="utf-8")
    sources = [path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py")]
    there = set(re.findall(r"^(?:async )?def (test_\w+)", "\n".join(sources), re.MULTILINE))
    there |= {path.stem for path in (ROOT / "tests").rglob("test_*.py")}
    named = set(re.findall(r"`(test_\w+)`", table))
    assert named - there == set()
    assert len(named) > 30
