"""The contract that the web pages are generated from is the one that the application keeps."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator

from bot.api.openapi import document
from bot.settings import ROOT

FILE = ROOT / "web" / "contract" / "openapi.json"


def references(node: object) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(found := node.get("$ref"), str):
            yield found
        for value in node.values():
            yield from references(value)
    elif isinstance(node, list):
        for value in node:
            yield from references(value)


def test_the_stored_contract_is_the_present_one() -> None:
    assert json.loads(FILE.read_text(encoding="utf-8")) == document()


def test_the_command_prints_the_stored_file_byte_for_byte() -> None:
    command = [sys.executable, "-m", "bot.api.openapi"]
    printed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout
    assert printed == FILE.read_bytes()


def test_every_reference_of_the_contract_leads_somewhere() -> None:
    found = document()
    schemas = {f"#/components/schemas/{name}" for name in found["components"]["schemas"]}
    assert set(references(found)) <= schemas
