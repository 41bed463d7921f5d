"""Examples as files: a table or YAML to take away, and either of them back, all or nothing."""

from __future__ import annotations

import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from io import BytesIO, StringIO
from typing import Literal

import yaml
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException
from pydantic import BaseModel, ConfigDict, ValidationError
from ruamel.yaml.comments import CommentedMap
from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversations.once import Refused
from bot.knowledge.matters import Knowledge
from bot.store.database import Database
from bot.trainer import sets
from bot.trainer.bench import Bench, Proposal
from bot.trainer.changes import block_of, round_trip
from bot.trainer.checks import Finding, finding
from bot.trainer.corpus import Example, example_of, lines_of
from bot.trainer.sets import NewChange
from bot.words import say
from understanding.reading import matter_of

Format = Literal["xlsx", "yaml"]
MOST_ROWS = 2000
MOST_BYTES = 5 * 1024**2
MOST_UNPACKED = 50 * 1024**2
COLUMNS = ("text", "label", "title", "facets")
NO_FACET = "-"
"""In the column of facets: it is known that none is asked; an empty cell says nothing."""


@dataclass(frozen=True)
class RowFinding:
    """Something about a row of a file; 0 is the file as a whole."""

    row: int
    found: Finding


@dataclass(frozen=True)
class Imported:
    """What came of a file; nothing is stored unless `stored`."""

    stored: bool
    rows: int
    added: int = 0
    edited: int = 0
    unchanged: int = 0
    findings: Sequence[RowFinding] = field(default_factory=list)


class _Metadata(BaseModel):
    model_config = ConfigDict(extra="ignore")

    facets: list[str] | None = None


class _Block(BaseModel):
    model_config = ConfigDict(extra="forbid")

    intent: str
    examples: str
    metadata: _Metadata | None = None


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    version: str = "3.1"
    nlu: list[_Block]


def table(examples: Iterable[Example], knowledge: Knowledge) -> Iterator[list[str]]:
    """Rows for a spreadsheet, the head first."""
    yield [say(f"trainer.columns.{name}") for name in COLUMNS]
    for example in examples:
        matter = knowledge.matters.get(matter_of(example.label) or "")
        title = matter.title if matter else ""
        known = example.facets
        facets = "" if known is None else ", ".join(known) or NO_FACET
        yield [example.line, example.label, title, facets]


def as_yaml(examples: Iterable[Example]) -> bytes:
    """The examples in Rasa's format, a block for each label and facets."""
    blocks: defaultdict[tuple[str, tuple[str, ...] | None], list[Example]] = defaultdict(list)
    for example in examples:
        blocks[example.block].append(example)
    document = CommentedMap({"version": "3.1", "nlu": [block_of(b) for b in blocks.values()]})
    written = StringIO()
    round_trip().dump(document, written)
    return written.getvalue().encode()


def rows_of(content: bytes, kind: Format) -> list[tuple[int, Example]]:
    """The examples of a file with the number of their row or line. Raises Refused."""
    if len(content) > MOST_BYTES:
        raise Refused("file_large", say("trainer.file_large", most=MOST_BYTES // 1024**2))
    rows = _of_table(content) if kind == "xlsx" else _of_yaml(content)
    if not rows:
        raise Refused("file_empty", say("trainer.file_empty"))
    if len(rows) > MOST_ROWS:
        raise Refused("file_rows", say("trainer.file_rows", most=MOST_ROWS))
    return rows


def _of_table(content: bytes) -> list[tuple[int, Example]]:
    try:
        with zipfile.ZipFile(BytesIO(content)) as packed:
            if sum(part.file_size for part in packed.infolist()) > MOST_UNPACKED:
                raise Refused("file_large", say("trainer.file_large", most=5))
        book = load_workbook(BytesIO(content), read_only=True)
        sheet = book.worksheets[0]
        found = []
        for number, cells in enumerate(sheet.iter_rows(max_col=len(COLUMNS)), start=1):
            if number == 1 or all(cell.value is None for cell in cells):
                continue
            if any(cell.data_type == "f" for cell in cells):
                raise Refused("file_formula", say("trainer.file_formula", row=number))
            values = [str(cell.value or "").strip() for cell in cells] + [""] * len(COLUMNS)
            found.append((number, _row(values)))
            if len(found) > MOST_ROWS:
                break
        return found
    except (zipfile.BadZipFile, InvalidFileException, KeyError, IndexError, ValueError) as error:
        raise unreadable() from error


def _row(values: Sequence[str]) -> Example:
    said = values[3].replace("，", ",").replace("、", ",")
    facets = tuple(facet.strip() for facet in said.split(",") if facet.strip())
    known = None if not said else () if facets == (NO_FACET,) else facets
    return example_of(values[0], values[1], known)


def _of_yaml(content: bytes) -> list[tuple[int, Example]]:
    try:
        text = content.decode("utf-8-sig")
        # An alias that names aliases grows without end when it is read.
        if any(isinstance(e, yaml.AliasEvent) for e in yaml.parse(text, yaml.CSafeLoader)):
            raise unreadable()
        document = _File.model_validate(yaml.load(text, yaml.CSafeLoader))
    except (UnicodeDecodeError, yaml.YAMLError, ValidationError, RecursionError) as error:
        raise unreadable() from error
    examples = [
        example_of(line, block.intent, block.metadata.facets if block.metadata else None)
        for block in document.nlu
        for line in lines_of({"examples": block.examples})
    ]
    return list(enumerate(examples, start=1))


def unreadable() -> Refused:
    """The file is not what its kind says."""
    return Refused("file_unreadable", say("trainer.file_unreadable"))


class Importer:
    """Takes a file into the trainer's open set."""

    def __init__(self, database: Database, bench: Bench) -> None:
        self._db = database
        self._bench = bench

    async def take(
        self, staff_id: str, rows: Sequence[tuple[int, Example]], confirmed: bool
    ) -> Imported:
        """Store every row or none: an error refuses all, a warning until it is confirmed."""
        view = await self._bench.library.view(staff_id)
        there = view.merged.examples
        findings = list(_twice(rows))
        wanted = [(number, row) for number, row in rows if there.get(row.key) != row]
        proposals = [Proposal(there.get(row.key), row) for _, row in wanted]
        checked = await self._bench.check_all(proposals, view)
        for (number, _), found in zip(wanted, checked, strict=True):
            findings += [RowFinding(number, one) for one in found]
        edited = sum(p.before is not None for p in proposals)
        counts = len(rows), len(wanted) - edited, edited, len(rows) - len(wanted)
        refused = any(f.found.level == "error" for f in findings)
        if refused or (findings and not confirmed) or not wanted:
            return Imported(False, *counts, sorted(findings, key=lambda f: f.row))
        await self._store(staff_id, proposals, checked)
        return Imported(True, *counts, sorted(findings, key=lambda f: f.row))

    async def _store(
        self, staff_id: str, proposals: Sequence[Proposal], checked: Sequence[Sequence[Finding]]
    ) -> None:
        async def work(session: AsyncSession) -> None:
            for proposal, found in zip(proposals, checked, strict=True):
                kind: Literal["add", "edit"] = "edit" if proposal.before else "add"
                warned = [one.code for one in found]
                new = NewChange(kind, proposal.before, proposal.after, warnings=warned)
                await sets.add(session, staff_id, new)

        await sets.write(self._db, work)


def _twice(rows: Sequence[tuple[int, Example]]) -> Iterator[RowFinding]:
    first: dict[str, int] = {}
    for number, row in rows:
        if row.key in first:
            yield RowFinding(number, finding("twice", "error", row=first[row.key]))
        else:
            first[row.key] = number
