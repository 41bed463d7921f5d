"""Base and change sets together: which examples there are when all of them are applied.

A change names what stood there before. One that no longer fits is left out and reported instead of
overwriting what somebody else has decided meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from bot.trainer.corpus import Example
from understanding.normalise import normalise

Kind = Literal["add", "edit", "remove", "alias", "matter", "check"]
TAUGHT: tuple[Kind, ...] = ("add", "edit", "remove")
"""Kinds that change examples; `check` only says what a sentence means, `matter` proposes one."""
Clash = Literal["gone", "moved", "elsewhere", "alias_taken"]


@dataclass(frozen=True)
class Edit:
    """One change. An example from `before` to `after`, or a matter's new everyday name."""

    id: int
    kind: Kind
    before: Example | None = None
    after: Example | None = None
    matter: str | None = None
    note: str | None = None


@dataclass(frozen=True)
class Conflict:
    """A change that does not fit what is there now."""

    change: int
    clash: Clash


@dataclass
class Merged:
    """What is there after all changes."""

    examples: dict[str, Example]
    aliases: dict[str, list[str]]
    conflicts: list[Conflict] = field(default_factory=list)


def merge(
    base: Iterable[Example], aliases: Mapping[str, Sequence[str]], changes: Iterable[Edit]
) -> Merged:
    """Apply changes in their order. An example is known by its normal form."""
    merged = Merged(
        {example.key: example for example in base},
        {matter: list(names) for matter, names in aliases.items()},
    )
    for change in changes:
        clash = _alias(merged, change) if change.kind == "alias" else _example(merged, change)
        if clash is not None:
            merged.conflicts.append(Conflict(change.id, clash))
    return merged


def _alias(merged: Merged, change: Edit) -> Clash | None:
    name = normalise(change.note or "")
    owners = [m for m, names in merged.aliases.items() if name in map(normalise, names)]
    if owners:
        return None if owners == [change.matter] else "alias_taken"
    merged.aliases.setdefault(change.matter or "", []).append(change.note or "")
    return None


def _example(merged: Merged, change: Edit) -> Clash | None:
    before, after, known = change.before, change.after, merged.examples
    if change.kind not in TAUGHT:
        return None
    there = known.get(before.key) if before is not None else None
    if after is not None and known.get(after.key) == after:
        settled = before is None or before.key == after.key or there is None
        return None if settled else "elsewhere"
    if before is not None and there is None:
        return "gone" if after is not None else None
    if before is not None and there is not None and there.label != before.label:
        return "moved"
    if after is not None and after.key in known and (before is None or after.key != before.key):
        return "elsewhere"
    _put(merged, before, after)
    return None


def _put(merged: Merged, before: Example | None, after: Example | None) -> None:
    if before is not None and after is not None and before.key == after.key:
        merged.examples[after.key] = after
        return
    if before is not None:
        del merged.examples[before.key]
    if after is not None:
        merged.examples[after.key] = after
