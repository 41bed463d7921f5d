"""The examples as trainers browse and change them; a change goes into the trainer's open set."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversations.once import Refused
from bot.knowledge.matters import Knowledge
from bot.store.database import Database
from bot.store.trainer_tables import Change
from bot.trainer import sets
from bot.trainer.bench import Bench, Proposal
from bot.trainer.checks import Finding, least_of
from bot.trainer.corpus import Example
from bot.trainer.library import Origin, View
from bot.trainer.merging import Kind
from bot.trainer.sets import NewChange
from bot.words import say
from understanding.normalise import normalise
from understanding.reading import matter_of


@dataclass(frozen=True)
class Wanted:
    """Which examples are listed; a field that is None does not narrow it.

    `facet`: one that the example asks, or `none` for those that ask none.
    """

    label: str | None = None
    domain: str | None = None
    facet: str | None = None
    origin: Origin | None = None
    search: str | None = None


@dataclass(frozen=True)
class Label:
    """Something that a text may be about."""

    label: str
    title: str
    domain: str | None
    matter: str | None
    core: bool
    names: Sequence[str]
    examples: int
    least: int


class Examples:
    """Browses and changes."""

    def __init__(self, database: Database, bench: Bench, knowledge: Knowledge) -> None:
        self._db = database
        self._bench = bench
        self._knowledge = knowledge

    async def page(
        self, staff_id: str, wanted: Wanted, after: str | None, limit: int
    ) -> tuple[Sequence[tuple[Example, Origin]], int, str | None]:
        """A part of what is wanted, how many there are, and where the next part begins."""
        view = await self._bench.library.view(staff_id)
        found = list(_matching(view, wanted))
        begin = 0
        if after is not None:
            keys = [example.key for example in found]
            begin = keys.index(after) + 1 if after in keys else 0
        part = list(islice(found, begin, begin + limit))
        more = begin + limit < len(found)
        listed = [(example, view.origin(example)) for example in part]
        return listed, len(found), part[-1].key if more else None

    async def matching(self, staff_id: str, wanted: Wanted) -> Sequence[Example]:
        """All of what is wanted."""
        return list(_matching(await self._bench.library.view(staff_id), wanted))

    async def labels(self, staff_id: str) -> Sequence[Label]:
        """Everything that a text may be about, matters first."""
        view = await self._bench.library.view(staff_id)
        counts = Counter(example.label for example in view.merged.examples.values())
        return sorted(
            (self._label(label, counts[label], view) for label in view.base.labels),
            key=lambda found: (found.matter is None, found.label),
        )

    def _label(self, label: str, count: int, view: View) -> Label:
        matter = self._knowledge.matters.get(matter_of(label) or "")
        least = least_of(label, self._knowledge)
        if matter is None:
            title = say(f"trainer.labels.{label}")
            return Label(label, title, None, None, False, (), count, least)
        names = (*matter.colloquial, *view.merged.aliases.get(matter.id, ()))
        title = matter.title
        return Label(label, title, matter.domain, matter.id, matter.core, names, count, least)

    async def check(
        self, staff_id: str, before: Example | None, after: Example | None
    ) -> Sequence[Finding]:
        """What there is to say about a change that is not made yet."""
        view = await self._bench.library.view(staff_id)
        if before is not None and view.merged.examples.get(before.key) is None:
            raise gone()
        return await self._bench.check(Proposal(before, after), view)

    async def save(
        self, staff_id: str, before: Example | None, after: Example | None, confirmed: bool
    ) -> Change:
        """Store a change that passes the checks. Raises Refused.

        `before` is the example as it was seen: somebody may have changed it meanwhile.
        """
        view = await self._bench.library.view(staff_id)
        there = view.merged.examples.get(before.key) if before is not None else None
        if before is not None and (there is None or there.label != before.label):
            raise gone()
        if there == after:
            raise Refused("unchanged", say("trainer.checks.unchanged"))
        warned = passed(await self._bench.check(Proposal(there, after), view), confirmed)
        kind: Kind = "remove" if after is None else "edit" if there else "add"
        new = NewChange(kind, there, after, warnings=warned)

        async def work(session: AsyncSession) -> Change:
            return await sets.add(session, staff_id, new)

        return await sets.write(self._db, work)


def passed(findings: Iterable[Finding], confirmed: bool) -> list[str]:
    """The codes of the warnings; Refused for an error, and for what was not confirmed."""
    warned: list[str] = []
    for found in findings:
        if found.level == "error":
            raise Refused(found.code, found.message)
        if not confirmed:
            raise Refused("unconfirmed", found.message)
        warned.append(found.code)
    return warned


def gone() -> Refused:
    """The example is not there as it was seen."""
    return Refused("gone", say("trainer.checks.gone"))


def _matching(view: View, wanted: Wanted) -> Iterator[Example]:
    search = normalise(wanted.search) if wanted.search else ""
    for example in view.merged.examples.values():
        if wanted.label is not None and example.label != wanted.label:
            continue
        if wanted.domain is not None and example.label.split("/")[0] != wanted.domain:
            continue
        if wanted.facet is not None and not _asks(example, wanted.facet):
            continue
        if wanted.origin is not None and view.origin(example) != wanted.origin:
            continue
        if search in example.key:
            yield example


def _asks(example: Example, facet: str) -> bool:
    return example.facets == () if facet == "none" else facet in (example.facets or ())
