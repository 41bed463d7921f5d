"""What the guides name is there: settings, commands, alerts, figures, files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import click
import pytest
import yaml

from bot.cli import main
from bot.desk.accounts import Role
from bot.desk.figures import LISTS, NAMES, SHARES
from bot.settings import ROOT
from bot.words import say
from tests.contract.test_compose import EXAMPLE, known_names

README = ROOT / "README.md"
GUIDES = [README, ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
OPERATOR, STAFF, DEVELOPER = (
    ROOT / f"docs/{name}.md" for name in ("operator", "staff", "developer")
)


def read(guide: Path) -> str:
    return guide.read_text(encoding="utf-8")


def code(guide: Path) -> Iterator[str]:
    """What stands in backticks, and the lines of blocks without what is only remarked there."""
    text = read(guide)
    blocks = re.compile(r"^```\w*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
    for block in blocks.findall(text):
        yield from (re.sub(r"(^|\s)#\s.*", "", line) for line in block.splitlines())
    yield from re.findall(r"`([^`\n]+)`", blocks.sub("", text))


def called(words: list[str]) -> bool:
    """Whether the words after `bot` lead to a command of ours, `…` standing for what follows."""
    command: click.Command = main
    for word in words:
        if not isinstance(command, click.Group):
            return True
        if re.fullmatch(r"[a-z-]+\|[a-z|-]+", word):  # one of several
            return all(one in command.commands for one in word.split("|"))
        if not re.fullmatch(r"[a-z][a-z-]*", word):
            return word == "…"
        if word not in command.commands:
            return False
        command = command.commands[word]
    return True


def test_every_setting_stands_in_the_operators_guide() -> None:
    table = set(re.findall(r"^\| `([A-Z_]+)` \|", read(OPERATOR), re.MULTILINE))
    assert known_names() - table == set()


def test_the_operators_guide_names_no_setting_that_is_none() -> None:
    compose = read(ROOT / "docker-compose.yml") + EXAMPLE
    only_there = {"BOT_DOMAIN", "BOT_TLS", "BOT_PUBLISH", "POSTGRES_PASSWORD"}
    assert all(name in compose for name in only_there)
    named = set(re.findall(r"\b(?:BOT|ENGINE)_[A-Z_]+[A-Z]\b", read(OPERATOR)))
    assert {name for name in named if f"`{name}_…`" not in read(OPERATOR)} <= (
        known_names() | only_there
    )


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.name)
def test_every_command_that_a_guide_names_exists(guide: Path) -> None:
    lines = (
        re.search(r"(?:^|\b(?:run|app|maintenance) )bot ([a-z].*)", text) for text in code(guide)
    )
    unknown = [found[0] for found in lines if found and not called(found[1].split())]
    assert unknown == []


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.name)
def test_every_link_of_a_guide_leads_somewhere(guide: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)[^)]*\)", read(guide))
    assert [to for to in links if ":" not in to and not (guide.parent / to).exists()] == []


def test_every_role_and_every_alert_stands_in_the_operators_guide() -> None:
    text = read(OPERATOR)
    groups = yaml.safe_load(read(ROOT / "deploy/alerts.yml"))["groups"]
    names = [rule["alert"] for group in groups for rule in group["rules"]] + list(get_args(Role))
    assert [name for name in names if f"| `{name}`" not in text] == []


def test_the_staffs_guide_defines_the_figures_as_their_page_does() -> None:
    rows = [
        f"| {say(f'figures.titles.{name}')} | {say(f'figures.definitions.{name}')} |"
        for name in (*NAMES, *SHARES, *LISTS, "handled")
    ]
    text = read(STAFF)
    assert [row for row in rows if row not in text] == []


def test_every_path_of_the_developers_guide_exists() -> None:
    words = {word for text in code(DEVELOPER) for word in text.split()}
    paths = {word for word in words if re.fullmatch(r"[\w.*-]+(/[\w.*-]*)+", word, re.ASCII)}
    assert len(paths) > 80
    assert sorted(path for path in paths if not any(ROOT.glob(path))) == []
