"""No Python file grows past what one can read at a sitting."""

from __future__ import annotations

from bot.settings import ROOT

MOST = 400
FOLDERS = ("bot", "actions", "effects", "tracing", "understanding", "engine", "tests", "bench")


def test_no_python_file_has_more_than_400_lines() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for folder in FOLDERS
        for path in (ROOT / folder).rglob("*.py")
        if ".venv" not in path.parts
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > MOST
    }
    assert long == {}
