"""Debian's Chromium under Playwright; its own browser download is never used."""

from __future__ import annotations

import shutil
from typing import Any

import pytest

from bench.widget import FLAGS
from tests.services import missing


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    chromium = shutil.which("chromium")
    if chromium is None:
        missing("chromium")
    return {"executable_path": chromium, "args": FLAGS}


@pytest.fixture(scope="session")
def browser_context_args() -> dict[str, Any]:
    return {
        "locale": "zh-CN",
        "viewport": {"width": 390, "height": 844},
        "reduced_motion": "reduce",
    }
