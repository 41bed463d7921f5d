"""What a host runs, for whom, and until when; its workers are real processes without Rasa."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from engine.host.host import Host
from engine.host.jobs import BadJob, Busy, Jobs, UnknownJob
from engine.host.questions import Question, read_questions
from engine.host.workers import Ground, Workers
from understanding.model_store import ModelStore

WORKER = """
import http.server, json, pathlib, sys
model, port = pathlib.Path(sys.argv[1]), int(sys.argv[2])
said = json.loads(model.read_text())
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self): self.answer({"model": model.name.removesuffix(".tar.gz")})
    def do_POST(self): self.answer({"reading": {"label": said["label"]}})
    def answer(self, told):
        body = json.dumps(told).encode()
        self.send_response(200); self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body))); self.end_headers()
        self.wfile.write(body)
    def log_message(self, *args): pass
if said.get("dies"): sys.exit("this model is broken")
http.server.ThreadingHTTPServer(("127.0.0.1", port), Handler).serve_forever()
"""
"""Answers what stands in its model."""


@pytest.fixture
def store(tmp_path: Path) -> ModelStore:
    return ModelStore(tmp_path / "models")


@pytest.fixture
def keep(store: ModelStore, tmp_path: Path) -> Callable[..., str]:
    def kept(content: str, fingerprint: str = "f" * 16) -> str:
        path = tmp_path / "made"
        path.write_text(content, encoding="utf-8")
        return store.keep(path, fingerprint)

    return kept


@pytest.fixture
async def host(store: ModelStore, keep: Callable[..., str], tmp_path: Path) -> AsyncIterator[Host]:
    """A host whose base is a model that greets."""
    keep('{"label": "greet"}', "base")
    started = made(store, tmp_path)
    started.start()
    yield started
    await started.stop()


def made(store: ModelStore, tmp_path: Path) -> Host:
    def command(model: Path, port: int) -> list[str]:
        return [sys.executable, "-c", WORKER, str(model), str(port)]

    asked = [Question("你好", "greet"), Question("您好", "greet")]
    ground = Ground(store, command, os.environ, tmp_path, "127.0.0.1", "t", asked, 20)
    return Host(store, Workers(ground), "base", tmp_path / "state", lease=1.0)


async def state_of(host: Host, model: str, *states: str, wants: bool = True) -> dict[str, Any]:
    """The worker of a model that a replica wants, as soon as it is in one of these states."""
    for _ in range(400):
        told = host.sync("a replica", [model] if wants else [], None)
        found = next((w for w in told["workers"] if w["model"] == model), None)
        if found is not None and found["state"] in states:
            return dict(found)
        await asyncio.sleep(0.05)
    raise AssertionError(f"{model} is not in {states}: {told}")


def models(host: Host) -> set[str]:
    return {worker["model"] for worker in host.sync("another", [], None)["workers"]}


async def test_the_base_is_served_when_nobody_asked_for_anything(
    host: Host, store: ModelStore
) -> None:
    base = store.made_of("base")
    assert base is not None
    await state_of(host, base, "ready", wants=False)
    assert host.ready


async def test_a_model_runs_while_somebody_wants_it(
    host: Host, keep: Callable[..., str], store: ModelStore
) -> None:
    model = keep('{"label": "greet", "more": 1}')
    await state_of(host, model, "ready")
    host.sync("another replica", [model], None)
    host.sync("a replica", [], None)
    assert model in models(host)
    await asyncio.sleep(2.5)  # the other replica said nothing for longer than its lease
    assert models(host) == {store.made_of("base")}


async def test_what_is_served_last_is_served_first_after_a_start(
    host: Host, keep: Callable[..., str], store: ModelStore, tmp_path: Path
) -> None:
    model = keep('{"label": "greet", "more": 1}')
    assert host.sync("a replica", [model], model)["serving"] == store.made_of("base")
    await state_of(host, model, "ready")
    assert host.sync("a replica", [model], model)["serving"] == model
    assert made(store, tmp_path).sync("a replica", [], None)["serving"] == model


@pytest.mark.parametrize(
    ("content", "cause", "detail"),
    [
        ('{"label": "goodbye"}', "questions", "0/2"),
        ('{"label": "greet", "dies": 1}', "died", "this model is broken"),
        ("{", "died", None),
    ],
)
async def test_a_model_that_is_not_fit_says_why(
    host: Host, keep: Callable[..., str], content: str, cause: str, detail: str | None
) -> None:
    found = await state_of(host, keep(content), "failed")
    assert (found["cause"], found["detail"]) == (cause, detail or found["detail"])
    assert found["detail"]


async def test_a_file_that_is_not_what_its_name_says_is_not_started(
    host: Host, keep: Callable[..., str], store: ModelStore
) -> None:
    model = keep('{"label": "greet", "more": 1}')
    path = store.verified(model)
    path.chmod(0o644)
    path.write_text('{"label": "greet", "more": 2}', encoding="utf-8")
    assert (await state_of(host, model, "failed"))["cause"] == "damaged"
    assert (await state_of(host, "0" * 64, "failed"))["cause"] == "missing"


async def test_a_process_that_served_is_started_again(host: Host, store: ModelStore) -> None:
    base = store.made_of("base")
    assert base is not None
    first = await state_of(host, base, "ready", wants=False)
    worker = next(worker for worker in host._workers.all() if worker.model == base)
    assert worker.pid is not None
    os.kill(worker.pid, signal.SIGKILL)
    await state_of(host, base, "starting", wants=False)
    again = await state_of(host, base, "ready", wants=False)
    assert again["port"] != first["port"]


@pytest.mark.skipif(sys.platform != "linux", reason="arguments are read where Linux has them")
async def test_only_a_model_beside_one_that_answers_is_loaded_behind_it(
    host: Host, keep: Callable[..., str], store: ModelStore
) -> None:
    base, new = str(store.made_of("base")), keep('{"label": "greet", "more": 3}')
    await state_of(host, base, "ready", wants=False)
    await state_of(host, new, "ready")
    said = {
        worker.model: Path(f"/proc/{worker.pid}/cmdline").read_text(encoding="utf-8").split("\0")
        for worker in host._workers.all()
    }
    assert "--aside" in said[new]
    assert "--aside" not in said[base]


async def test_what_is_in_use_is_not_deleted(
    host: Host, keep: Callable[..., str], store: ModelStore
) -> None:
    used, unused = keep('{"label": "greet", "more": 1}'), keep('{"label": "greet", "more": 2}')
    base = store.made_of("base")
    await state_of(host, used, "ready")
    host.forget([used, unused, str(base)])
    assert set(store.models()) == {used, base}


def test_a_checkout_without_questions_has_none(tmp_path: Path) -> None:
    assert read_questions(tmp_path) == []
    (tmp_path / "data").mkdir()
    (tmp_path / "data/questions.tsv").write_text("你好\tgreet\n\n坏行\n", encoding="utf-8")
    assert read_questions(tmp_path) == [Question("你好", "greet")]


@pytest.fixture
async def jobs(tmp_path: Path) -> AsyncIterator[Jobs]:
    """Over a checkout that is no checkout: every training fails at once."""
    for name in ("config.yml", "domain.yml"):
        (tmp_path / name).write_text("{}", encoding="utf-8")
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(tmp_path)}
    started = Jobs(tmp_path, tmp_path / "state", tmp_path / "models", environment)
    yield started
    await started.stop()


JOB = "00000000-0000-0000-0000-000000000001"
FILES = {"data/nlu/nlu.yml": "nlu: []"}


@pytest.mark.parametrize(
    "name", ["config.yml", "data/nlu/../../x.yml", "/data/nlu/x.yml", "data/nlu/x.py", "data/x.yml"]
)
async def test_nothing_but_data_is_taken(jobs: Jobs, name: str) -> None:
    with pytest.raises(BadJob):
        jobs.start(JOB, "train", {name: "x"})


async def test_a_job_that_fails_says_why_and_leaves_its_log(jobs: Jobs, tmp_path: Path) -> None:
    jobs.start(JOB, "train", FILES)
    with pytest.raises(Busy):
        jobs.start(JOB.replace("1", "2"), "train", FILES)
    while jobs.get(JOB).state == "running":
        await asyncio.sleep(0.05)
    assert jobs.get(JOB).state == "failed"
    assert "engine" in jobs.get(JOB).last
    text, end = jobs.log(JOB, 0)
    assert jobs.get(JOB).last in text
    assert jobs.log(JOB, end) == ("", end)
    assert jobs.start(JOB, "train", FILES).state == "failed"
    assert not (tmp_path / "state" / "jobs" / JOB).exists()


async def test_what_was_never_begun_is_unknown(jobs: Jobs) -> None:
    for ask in (jobs.get, jobs.cancel, lambda id_: jobs.log(id_, 0)):
        with pytest.raises(UnknownJob):
            ask(JOB)
