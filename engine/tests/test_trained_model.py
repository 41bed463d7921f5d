"""A tiny model, trained by the product's own entry and served by the product's own channel."""

from __future__ import annotations

import json
import warnings
from collections.abc import AsyncIterator, Iterator
from contextlib import redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from aiohttp.test_utils import unused_port
from rasa.core.agent import Agent
from redis.asyncio import Redis

from engine import train
from engine.components.action_endpoint import ActionEndpoint
from engine.components.tracker_store import AppendingTrackerStore
from engine.tests.serving import OFF, serving
from engine.tests.tiny_checkout import EXAMPLES, ROOT, write_checkout
from understanding.progress import MARK

RASA_SAYS = [
    "Slot auto-fill has been removed",  # of every domain
    "The following duplicated intents have been found",  # it adds labels' intents itself
    "your NLU configuration does not include a response selector",  # we have no use for it
]
"""What Rasa warns of in every training of ours; beside these, libraries warn of libraries."""


def is_ours(warning: warnings.WarningMessage) -> bool:
    old_library = issubclass(warning.category, DeprecationWarning)
    of_rasa = any(words in str(warning.message) for words in RASA_SAYS)
    in_our_code = Path(warning.filename).is_relative_to(ROOT) and ".venv" not in warning.filename
    return in_our_code or not (old_library or of_rasa)


@dataclass
class Training:
    code: int
    model: Path
    progress: list[dict[str, Any]]
    warned: list[str]


@pytest.fixture(scope="module")
def training(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Training]:
    """`python -m engine.train --out models` in a checkout of its own."""
    root = tmp_path_factory.mktemp("checkout")
    write_checkout(root)
    said = StringIO()
    with pytest.MonkeyPatch.context() as patch, warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        patch.chdir(root)
        patch.setenv("VECTOR_CACHE", str(root / "vectors"))
        patch.setenv("RASA_CACHE_DIRECTORY", str(root / "cache"))
        patch.setattr("sys.argv", ["train", "--out", "models"])
        with redirect_stdout(said):
            code = train.main()
        [model] = (root / "models").glob("*.tar.gz")
        lines = [line for line in said.getvalue().splitlines() if line.startswith(MARK)]
        yield Training(
            code,
            model,
            [json.loads(line.removeprefix(MARK)) for line in lines],
            [f"{w.filename}: {w.message}" for w in warned if is_ours(w)],
        )


@pytest.fixture(scope="module")
def agent(training: Training) -> Agent:
    return Agent.load(training.model)


def test_training_ends_well_and_tells_how_far_it_is(training: Training) -> None:
    assert training.code == 0
    stages = list(dict.fromkeys(step["stage"] for step in training.progress))
    assert stages == ["import", "encode", "names", "classify", "write"]
    last = {step["stage"]: step for step in training.progress}
    assert all(step["done"] == step["total"] for step in last.values())


def test_training_gives_no_warning_that_is_ours(training: Training) -> None:
    assert training.warned == []


@pytest.mark.parametrize(("label", "texts"), EXAMPLES.items(), ids=list(EXAMPLES))
async def test_what_was_learnt_is_recognised(agent: Agent, label: str, texts: list[str]) -> None:
    for text in texts:
        parsed = await agent.parse_message(text)
        assert (text, parsed["reading"]["label"]) == (text, label)
        assert parsed["intent"]["name"] == label.partition("/")[0]


async def test_the_reading_is_in_the_output(agent: Agent) -> None:
    parsed = await agent.parse_message("刻公章要多久")
    reading = parsed["reading"]
    assert (reading["label"], reading["matter"]) == ("registration/reg_seal", "reg_seal")
    assert (reading["decision"], reading["facet"]) == ("sure", "time_limit")
    assert reading["ranking"][0] == ("registration/reg_seal", reading["confidence"])
    assert 0.99 <= sum(p for _, p in reading["ranking"]) <= 1.01
    found = {(e["entity"], e["value"]) for e in parsed["entities"]}
    assert found >= {("alias", "reg_seal"), ("facet", "time_limit"), ("matter", "reg_seal")}


async def test_a_domain_has_the_probability_of_its_intent(agent: Agent) -> None:
    parsed = await agent.parse_message("执照找不到了")
    assert parsed["intent"] == {
        "name": "registration",
        "confidence": parsed["reading"]["confidence"],
    }


async def test_a_second_training_of_the_same_data_has_nothing_to_do(
    training: Training, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = training.model.stat().st_mtime_ns
    monkeypatch.chdir(training.model.parents[1])
    monkeypatch.setattr("sys.argv", ["train", "--out", "models"])
    assert train.main() == 0
    assert training.model.stat().st_mtime_ns == before


@pytest.fixture
async def served(agent: Agent, store: AppendingTrackerStore) -> AsyncIterator[Agent]:
    """The trained model over the real store, as the engine serves it, with no action server."""
    store.domain = agent.domain
    nobody = ActionEndpoint(f"http://127.0.0.1:{unused_port()}/webhook", timeout=5, tracing=OFF)
    agent.tracker_store = agent.processor.tracker_store = store
    agent.processor.action_endpoint = nobody
    yield agent
    await nobody.close()


async def test_a_question_is_answered_by_its_matter(served: Agent) -> None:
    async with serving(served) as client:
        status, answer = await client.say("刻公章要多久")
    assert status == 200
    assert [reply["effect"] for reply in answer["replies"]] == [
        {"type": "answer", "matter": "reg_seal"}
    ]
    assert answer["slots"]["matter"] == "reg_seal"


async def test_a_turn_whose_action_server_is_away_is_kept_nowhere(
    served: Agent, redis: Redis, prefix: str
) -> None:
    async with serving(served) as client:
        await client.say("你好")
        log = await redis.lrange(f"{prefix}:c:log", 0, -1)
        status, _ = await client.say("转人工", turn="t")
    assert (status, await redis.lrange(f"{prefix}:c:log", 0, -1)) == (502, log)


async def test_a_conversation_lives_through_many_turns(served: Agent) -> None:
    async with serving(served) as client:
        for _ in range(25):
            status, answer = await client.say("刻公章要多久")
            assert (status, len(answer["replies"])) == (200, 1)
            status, answer = await client.say("你好")
            assert (status, [reply["text"] for reply in answer["replies"]]) == (200, ["您好"])
    assert answer["slots"]["matter"] == "reg_seal"
