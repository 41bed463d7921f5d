"""How the tests are dealt out to the processes of `-n`.

One process has all that runs the whole product, so that it starts once, its pages are built once
and the training there goes on while the others test. The others take a module at a time. Browser
tests come last in each: Playwright keeps an event loop running in the main thread, and no test of
asyncio can come after it.
"""

from __future__ import annotations

from typing import Any

from xdist.scheduler import LoadScopeScheduling

PRODUCT = "product"
WITH_THE_PRODUCT = (
    # Need the environment of the engine, and no model.
    "test_checks",
    "test_release_engine",
    "test_training_engine",
    "test_tracing",
    # Use `bot up`, or start it themselves.
    "test_command_line",
    "test_context",
    "test_crash",
    "test_faults",
    "test_up",
)
"""Modules of that process, in their order; browser tests follow."""
OWN_PRODUCT = ("test_accounts", "test_persons", "test_training_loop")
"""Browser tests that start what they need themselves, and may be anywhere."""


def place(path: str) -> tuple[bool, int]:
    """Where a module stands among all: without a model, then with one, browsers last."""
    stem = _stem(path)
    order = WITH_THE_PRODUCT.index(stem) + 1 if stem in WITH_THE_PRODUCT else 0
    return _in_a_browser(path), order


class Processes(LoadScopeScheduling):  # type: ignore[misc] # xdist tells no types
    """A scope is what one process runs without another between."""

    def _split_scope(self, nodeid: str) -> str:
        path = nodeid.partition("::")[0]
        stem = _stem(path)
        whole = stem in WITH_THE_PRODUCT or (_in_a_browser(path) and stem not in OWN_PRODUCT)
        return PRODUCT if whole else path

    def _assign_work_unit(self, node: Any) -> None:
        self.workqueue.move_to_end(self._next(node), last=False)
        super()._assign_work_unit(node)

    def _reschedule(self, node: Any) -> None:
        if self.workqueue and self._next(node) is None:
            if not node.shutting_down:
                node.shutdown()
        else:
            super()._reschedule(node)

    def _next(self, node: Any) -> str | None:
        """What this process may take: the longest first, and after a browser only browsers."""
        if PRODUCT in self.workqueue:
            return PRODUCT
        had_a_browser = any(map(_in_a_browser, self.assigned_work[node]))
        rest = sorted(self.workqueue, key=_in_a_browser)
        return next((s for s in rest if _in_a_browser(s) or not had_a_browser), None)


def _in_a_browser(scope: str) -> bool:
    return scope == PRODUCT or "/e2e/" in scope


def _stem(path: str) -> str:
    return path.rpartition("/")[2].removesuffix(".py")
