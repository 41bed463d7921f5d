"""How the tests are dealt out to three processes (`-n 3`).

One has all that runs the whole product, so that it starts once, its pages are built once and the
training there goes on while the others test; they have half of the rest each.
"""

from __future__ import annotations

import zlib

from xdist.scheduler import LoadScopeScheduling

WITH_THE_PRODUCT = {
    "test_checks",
    "test_command_line",
    "test_context",
    "test_crash",
    "test_faults",
    "test_release_engine",
    "test_training_engine",
    "test_up",
}
"""Modules that use `bot up`, start it themselves, or need the environment that it makes."""


class Processes(LoadScopeScheduling):  # type: ignore[misc] # xdist tells no types
    """A scope is what one process runs."""

    def _split_scope(self, nodeid: str) -> str:
        path = nodeid.partition("::")[0]
        stem = path.rpartition("/")[2].removesuffix(".py")
        if "/e2e/" in path or stem in WITH_THE_PRODUCT:
            return "product"
        return f"half{zlib.crc32(path.encode()) % 2}"
