"""Base and change sets written as files: a folder to train in, or back into a checkout.

Comments, order and every byte that no change touches stay as they are.
"""

from __future__ import annotations

import shutil
from collections import defaultdict
from collections.abc import Iterable, Sequence
from io import StringIO
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.scalarstring import LiteralScalarString

from bot.trainer.corpus import (
    INCLUDED,
    Example,
    example_of,
    facets_of,
    included,
    lines_of,
    load_aliases,
    load_examples,
)
from bot.trainer.merging import Edit, Merged, merge

CODE = ("engine", "engine/components", "understanding")
"""Folders of Python that a training runs."""
FILES = ("config.yml", "domain.yml", "endpoints.yml", "engine/uv.lock")


def write_folder(root: Path, into: Path, changes: Sequence[Edit]) -> Merged:
    """A checkout of what a training needs, with the changes: `engine.train` runs in it.

    `understanding.model_inputs.fingerprint(into)` is the fingerprint of what is trained; without
    changes it is the one of `root`. `into` must not exist or be empty.
    """
    for name in FILES:
        _copy(root / name, into / name)
    for folder in CODE:
        for path in sorted((root / folder).glob("*.py")):
            _copy(path, into / folder / path.name)
    shutil.copytree(root / "data", into / "data", dirs_exist_ok=True)
    return apply(into / "data", changes)


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def apply(data: Path, changes: Iterable[Edit], sets: Iterable[str] = ()) -> Merged:
    """Write the changes into the files below `data`; `sets` are noted as included."""
    base, aliases = load_examples(data), load_aliases(data)
    merged = merge(base, aliases, changes)
    known = {example.key: example for example in base}
    changed = {key for key, old in known.items() if merged.examples.get(key) != old}
    added = [e for key, e in merged.examples.items() if known.get(key) != e]
    if changed or added:
        _write_examples(data / "nlu", changed, added)
    if merged.aliases != aliases:
        _write_aliases(data / "lexicon" / "aliases.yml", merged.aliases)
    if noted := sorted({*included(data), *sets}):
        _dump(round_trip(), noted, data / INCLUDED)
    return merged


def round_trip() -> YAML:
    """Reads and writes the files of data/nlu and data/lexicon without changing a byte."""
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 10**6
    yaml.indent(mapping=2, sequence=2, offset=0)
    return yaml


def _dump(yaml: YAML, document: Any, path: Path) -> None:
    """Whole or not at all: a file half written would be no YAML."""
    written = StringIO()
    yaml.dump(document, written)
    part = path.with_suffix(".part")
    part.write_text(written.getvalue(), encoding="utf-8")
    part.replace(path)


def _write_examples(folder: Path, changed: set[str], added: list[Example]) -> None:
    yaml = round_trip()
    documents = {
        path: yaml.load(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.yml"))
    }
    waiting: defaultdict[str, list[Example]] = defaultdict(list)
    for example in added:
        waiting[example.label].append(example)
    for path, document in documents.items():
        touched = _take_out(document["nlu"], changed)
        labels = {str(block["intent"]) for block in document["nlu"] if "intent" in block}
        for label in labels & waiting.keys():
            for example in waiting.pop(label):
                _put_in(document["nlu"], example)
            touched = True
        if touched:
            _drop_empty(document["nlu"])
            _dump(yaml, document, path)
    if waiting:
        raise KeyError(f"no block of {sorted(waiting)}")


def _take_out(blocks: CommentedSeq, changed: set[str]) -> bool:
    """Drop the lines that are changed; what comes in their place is added like anything new."""
    touched = False
    for block in (b for b in blocks if "intent" in b):
        lines = list(lines_of(block))
        kept = [line for line in lines if example_of(line, "", None).key not in changed]
        if len(kept) < len(lines):
            _set_lines(block, kept)
            touched = True
    return touched


def _drop_empty(blocks: CommentedSeq) -> None:
    for number in reversed(range(len(blocks))):
        if "intent" in blocks[number] and not any(lines_of(blocks[number])):
            del blocks[number]


def _set_lines(block: CommentedMap, lines: Sequence[str]) -> None:
    old = block["examples"]
    new = LiteralScalarString("".join(f"- {line}\n" for line in lines))
    if (comment := getattr(old, "comment", None)) is not None:
        new.comment = comment
    block["examples"] = new


def _put_in(blocks: CommentedSeq, example: Example) -> None:
    """Into the first block of its label and facets, or a new one after the label's last."""
    last = 0
    for number, block in enumerate(blocks):
        if str(block.get("intent")) != example.label:
            continue
        last = number
        found = facets_of(block)
        if (None if found is None else tuple(found)) == example.facets:
            _set_lines(block, [*lines_of(block), example.line])
            return
    blocks.insert(last + 1, block_of([example]))


def block_of(examples: Sequence[Example]) -> CommentedMap:
    """A new block for examples of the same label and facets."""
    example = examples[0]
    block = CommentedMap({"intent": example.label})
    if example.facets is not None:
        facets = CommentedSeq(example.facets)
        facets.fa.set_flow_style()
        metadata = CommentedMap({"facets": facets})
        metadata.fa.set_flow_style()
        block["metadata"] = metadata
    block["examples"] = LiteralScalarString("".join(f"- {e.line}\n" for e in examples))
    return block


def _write_aliases(path: Path, aliases: dict[str, list[str]]) -> None:
    yaml = round_trip()
    document = yaml.load(path.read_text(encoding="utf-8"))
    for matter, names in aliases.items():
        if matter not in document:
            document[matter] = CommentedSeq()
            document[matter].fa.set_flow_style()
        document[matter].extend(names[len(document[matter]) :])
    _dump(yaml, document, path)
