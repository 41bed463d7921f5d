"""A product of a few matters and examples, which it learns in seconds."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import yaml

from bot.settings import ROOT
from tests.product import Product, start_product

MATTERS = ("reg_seal", "reg_license_reissue", "tax_invoice_quota")
EACH = 25
"""Examples of a label."""
LINES = """公章不见了，要重新刻一个\treg_seal
执照破了想换一张\treg_license_reissue
数电票额度用完了\ttax_invoice_quota
附近哪家面馆好吃\toos
"""
"""Of each set that a model is held against."""
_CODE = ("bot", "actions", "effects", "tracing", "understanding", "engine", "web", "endpoints.yml")


def _read(name: str) -> Any:
    return yaml.safe_load((ROOT / name).read_text(encoding="utf-8"))


def _write(path: Path, content: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8")


def _few_examples(blocks: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    kept = []
    for block in blocks:
        label = block.get("intent", "")
        if "/" in label and label.rpartition("/")[2] not in MATTERS:
            continue
        lines = block.get("examples", "").splitlines()[:EACH]
        kept.append(block | ({"examples": "\n".join(lines) + "\n"} if lines else {}))
    return kept


def learning_checkout(root: Path) -> Path:
    """The code of this checkout, and of its data what concerns `MATTERS`."""
    for name in _CODE:
        (root / name).symlink_to(ROOT / name)
    shutil.copy(ROOT / "domain.yml", root / "domain.yml")
    config = _read("config.yml")
    # So few examples leave most character pairs unknown, and no label far ahead.
    config["pipeline"][-1]["thresholds"] = {"coverage": 0.0, "sure": 0.3}
    _write(root / "config.yml", config)
    ignored = shutil.ignore_patterns("nlu", "matters", "questions.tsv")
    shutil.copytree(ROOT / "data", root / "data", ignore=ignored)
    for path in sorted((ROOT / "data/matters").glob("*.yml")):
        name = f"data/matters/{path.name}"
        _write(root / name, [matter for matter in _read(name) if matter["id"] in MATTERS])
    aliases = _read("data/lexicon/aliases.yml")
    _write(root / "data/lexicon/aliases.yml", {id_: aliases[id_] for id_ in MATTERS})
    asked = _read("data/lexicon/facet_examples.yml")
    _write(
        root / "data/lexicon/facet_examples.yml", {f: texts[:EACH] for f, texts in asked.items()}
    )
    for path in sorted((ROOT / "data/nlu").glob("*.yml")):
        file = _read(f"data/nlu/{path.name}")
        _write(root / f"data/nlu/{path.name}", file | {"nlu": _few_examples(file["nlu"])})
    (root / "data/questions.tsv").write_text("公章丢了\tregistration/reg_seal\n", encoding="utf-8")
    for name in ("blind", "dev"):
        path = root / f"tests/nlu/{name}.tsv"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(LINES, encoding="utf-8")
    return root


@contextmanager
def learning_product(folder: Path) -> Iterator[Product]:
    """`bot up` over such a checkout, with the models and vectors of its own."""
    root, var = folder / "checkout", folder / "var"
    for made in (root, var):
        made.mkdir(parents=True)
    own = {"BOT_ROOT": str(learning_checkout(root)), "BOT_CACHE": str(folder / "cache")}
    with start_product(ROOT, var, **own) as running:
        yield running
