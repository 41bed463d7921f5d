"""The trainers' tools over one view of the examples: looking a text up, and checking an example."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from bot.knowledge.matters import Knowledge
from bot.trainer.checks import Finding, against, finding, left, shape
from bot.trainer.closeness import Near
from bot.trainer.corpus import Example
from bot.trainer.library import Library, View
from bot.trainer.near import Around, Surroundings, Vectorised

HELD_OUT = ("blind.tsv", "dev.tsv", "dev2.tsv", "dev3.tsv")
"""Questions that measure the model; none of them, nor one close to it, may be learnt."""


@dataclass(frozen=True)
class Proposal:
    """What is to stand in place of `before`: nothing there yet, or nothing afterwards."""

    before: Example | None
    after: Example | None


class Bench:
    """Holds what is costly to make: the index of letters and the vectors of the examples."""

    def __init__(
        self, library: Library, vectors: Vectorised, knowledge: Knowledge, questions: Path
    ) -> None:
        self.library = library
        self.vectors = vectors
        self._knowledge = knowledge
        self._questions = questions
        self._lock = asyncio.Lock()
        self._near: Near | None = None
        self._held: Near | None = None
        self._around: tuple[frozenset[tuple[str, str]], Surroundings] | None = None

    async def around(self, vector: npt.NDArray[np.float32], view: View) -> Around:
        """The examples nearest to a text's vector."""
        surroundings = await self._surroundings(view)
        return await asyncio.to_thread(surroundings.around, vector)

    async def around_all(self, vectors: npt.NDArray[np.float32], view: View) -> Sequence[Around]:
        """The same for many at a time."""
        surroundings = await self._surroundings(view)
        return await asyncio.to_thread(lambda: [surroundings.around(v) for v in vectors])

    async def check(self, proposal: Proposal, view: View) -> list[Finding]:
        """What there is to say about a change; the worst first."""
        return (await self.check_all([proposal], view))[0]

    async def check_all(self, proposals: Sequence[Proposal], view: View) -> list[list[Finding]]:
        """The same for many; each as if it were the only one."""
        found = [list(shape(p.after, view)) if p.after is not None else [] for p in proposals]
        fit = [n for n, p in enumerate(proposals) if p.after is not None and not found[n]]
        if fit:
            beside = await self._beside([proposals[n] for n in fit], view)
            for number, more in zip(fit, beside, strict=True):
                found[number] += more
        for number, (before, after) in enumerate((p.before, p.after) for p in proposals):
            if before is not None:
                found[number] += left(before, after, view, self._knowledge)
        return [sorted(one, key=lambda f: f.level) for one in found]

    async def _beside(self, proposals: Sequence[Proposal], view: View) -> list[list[Finding]]:
        near, held = await self._indexes(view)
        vectors = await self.vectors.encode([p.after.text for p in proposals if p.after])
        around = await self.around_all(vectors, view)

        def work(proposal: Proposal, beside: Around) -> Iterator[Finding]:
            before, after = proposal.before, proposal.after
            assert after is not None
            if held.to(after.key) and (before is None or before.key != after.key):
                yield finding("held_out", "error")  # never which: they stay unseen
            yield from against(after, before, view, near, beside.nearest)

        return await asyncio.to_thread(
            lambda: [list(work(*p)) for p in zip(proposals, around, strict=True)]
        )

    async def _indexes(self, view: View) -> tuple[Near, Near]:
        async with self._lock:
            return await asyncio.to_thread(self._index, view)

    def _index(self, view: View) -> tuple[Near, Near]:
        if self._held is None or self._near is None:
            self._held = Near(self._asked())
            self._near = Near(view.merged.examples)
        for key in view.merged.examples:
            self._near.add(key)
        return self._near, self._held

    def _asked(self) -> Iterator[str]:
        for name in HELD_OUT:
            path = self._questions / name
            if path.exists():
                lines = path.read_text(encoding="utf-8").splitlines()
                yield from (line.split("\t")[0] for line in lines if line)

    async def _surroundings(self, view: View) -> Surroundings:
        examples = list(view.merged.examples.values())
        state = frozenset((e.text, e.label) for e in examples)
        async with self._lock:
            if self._around is None or self._around[0] != state:
                vectors = await self.vectors.of_examples(e.text for e in examples)
                made = await asyncio.to_thread(Surroundings, examples, vectors)
                self._around = state, made
            return self._around[1]
