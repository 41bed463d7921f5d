"""What the dashboard and the alerts name is what the application shows."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client import Metric
from prometheus_client.parser import text_string_to_metric_families

from bot.app import Core
from bot.settings import ROOT
from tests.integration.test_metrics import TOKEN, watched

SUFFIXES = {"histogram": ("_bucket", "_sum", "_count"), "counter": ("_total",)}
NAME = re.compile(r"\bbot_\w+")
CHINESE = re.compile("[一-鿿]")


def dashboard() -> dict[str, Any]:
    text = (ROOT / "deploy" / "grafana-dashboard.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


def alerts() -> list[dict[str, Any]]:
    text = (ROOT / "deploy" / "alerts.yml").read_text(encoding="utf-8")
    return [rule for group in yaml.safe_load(text)["groups"] for rule in group["rules"]]


def expressions() -> Iterator[str]:
    for panel in dashboard()["panels"]:
        yield from (target["expr"] for target in panel.get("targets", ()))
    yield from (rule["expr"] for rule in alerts())


def shown(family: Metric) -> set[str]:
    """The names of a family's series, also while it has none."""
    return {family.name + suffix for suffix in SUFFIXES.get(family.type, ("",))}


one_database = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
async def names(parts: Core, tmp_path: Path) -> set[str]:
    async with watched(parts, tmp_path) as client:
        page = await (await client.get("/metrics", headers=TOKEN)).text()
    return {name for found in text_string_to_metric_families(page) for name in shown(found)}


@one_database
async def test_every_metric_that_is_named_exists(names: set[str]) -> None:
    named = {expression: set(NAME.findall(expression)) for expression in expressions()}
    assert all(found or expression.startswith("up{") for expression, found in named.items())
    assert {name for found in named.values() for name in found} - names == set()


@one_database
async def test_the_dashboard_shows_everything_that_is_measured(names: set[str]) -> None:
    text = json.dumps(dashboard())
    families = {re.sub("_(bucket|sum|count|created)$", "", name) for name in names}
    assert {name for name in families if name not in text} == set()


def test_titles_and_alerts_are_in_chinese() -> None:
    said = [panel["title"] for panel in dashboard()["panels"]] + [dashboard()["title"]]
    for rule in alerts():
        said += [rule["annotations"]["summary"], rule["annotations"]["description"]]
    assert [text for text in said if not CHINESE.search(text)] == []
