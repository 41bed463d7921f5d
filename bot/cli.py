"""The command line."""

from __future__ import annotations

import asyncio
import json
import logging
import sys
import tempfile
import uuid
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from bot.app import Core, core
from bot.commands import bench, bench_load, bench_publish, outbox, servers, trainer
from bot.commands import evaluate as evaluation
from bot.commands.audit import audit_group
from bot.commands.backup import backup_command, restore_command
from bot.commands.chinese import ChineseCommand, ChineseGroup
from bot.commands.knowledge import show
from bot.commands.person import person_group
from bot.commands.report import EvaluationReport, summary
from bot.commands.retention import retention_group
from bot.commands.running import read_settings, run
from bot.commands.staff import staff_group
from bot.commands.turn import converse, engine_settings
from bot.desk.hours import SHANGHAI
from bot.knowledge.check import URGENT, KnowledgeReport, check
from bot.knowledge.matters import load
from bot.logging import configure
from bot.server import serve as serve_application
from bot.supervisor.prepare import prepare_engine
from bot.supervisor.up import check_data, ensure_model, up
from bot.trainer.lines import read_lines
from bot.words import say
from understanding.model_inputs import fingerprint


@click.group(cls=ChineseGroup, help=say("cli.help"))
def main() -> None:
    settings = read_settings()
    serving = click.get_current_context().invoked_subcommand in ("up", "serve")
    # Who asks one question wants its answer, not the steps on the way there.
    configure(settings.log_json, logging.INFO if serving else logging.WARNING)


@main.command("up", cls=ChineseCommand, help=say("cli.up"))
def up_command() -> None:
    run(up(read_settings(), Console()))


@main.command("serve", cls=ChineseCommand, help=say("cli.serve"))
def serve_command() -> None:
    run(serve_application(read_settings()))


@main.command("train", cls=ChineseCommand, help=say("cli.train"))
def train_command() -> None:
    settings = read_settings()

    async def work() -> Path:
        check_data(settings)
        await asyncio.to_thread(prepare_engine, settings)
        return await ensure_model(settings, Console(stderr=True))

    click.echo(run(work()))


@main.command("ask", cls=ChineseCommand, help=say("cli.ask"))
@click.argument("text", metavar="TEXT")
@click.option("--conversation", metavar="ID", help=say("cli.conversation"))
@click.option("--json", "as_json", is_flag=True, help=say("cli.json"))
def ask_command(text: str, conversation: str | None, as_json: bool) -> None:
    async def work() -> None:
        async with _parts() as parts:
            turn = await converse(parts, conversation or str(uuid.uuid4()), text)
        click.echo(turn.model_dump_json() if as_json else turn.reply)

    run(work())


@main.command("chat", cls=ChineseCommand, help=say("cli.chat"))
@click.option("--conversation", metavar="ID", help=say("cli.conversation"))
def chat_command(conversation: str | None) -> None:
    async def work() -> None:
        person = conversation or str(uuid.uuid4())
        async with _parts() as parts:
            while line := await asyncio.to_thread(sys.stdin.readline):
                if line.strip():
                    turn = await converse(parts, person, line)
                    click.echo(turn.model_dump_json())

    run(work())


@main.command("evaluate", cls=ChineseCommand, help=say("cli.evaluate"))
@click.argument(
    "file", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option("--json", "as_json", is_flag=True, help=say("cli.json"))
def evaluate_command(file: Path, as_json: bool) -> None:
    async def work() -> EvaluationReport:
        with tempfile.TemporaryDirectory() as folder:
            async with _parts(f"sqlite:///{folder}/evaluation.sqlite3") as parts:
                lines = read_lines(file, parts.knowledge)
                return await evaluation.evaluate(parts, lines)

    report = run(work())
    click.echo(report.model_dump_json() if as_json else summary(report))


@main.group("knowledge", cls=ChineseGroup, help=say("cli.knowledge"))
def knowledge_group() -> None:
    """Commands about data/matters."""


@knowledge_group.command("check", cls=ChineseCommand, help=say("cli.knowledge_check"))
@click.option("--json", "as_json", is_flag=True, help=say("cli.json"))
def knowledge_check_command(as_json: bool) -> None:
    async def work() -> KnowledgeReport:
        return check(load(read_settings().root / "data"), datetime.now(SHANGHAI).date())

    report = run(work())
    if as_json:
        click.echo(report.model_dump_json())
    else:
        show(report, Console())
    if any(finding.kind in URGENT for finding in report.findings):
        sys.exit(1)


@main.group("trainer", cls=ChineseGroup, help=say("cli.trainer"))
def trainer_group() -> None:
    """What trainers decided."""


@trainer_group.command("export", cls=ChineseCommand, help=say("cli.trainer_export"))
@click.option(
    "--into",
    metavar="CHECKOUT",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help=say("cli.trainer_into"),
)
def trainer_export_command(into: Path | None) -> None:
    settings = read_settings()
    done = run(trainer.export(settings, into or settings.root))
    for conflict in done.conflicts:
        clash = say(f"trainer.clashes.{conflict.clash}")
        click.echo(say("trainer.conflict", change=conflict.change, clash=clash), err=True)
    key = "exported" if done.sets else "nothing"
    click.echo(say(f"trainer.{key}", sets=done.sets, examples=done.examples))
    if done.conflicts:
        sys.exit(1)


@main.group("outbox", cls=ChineseGroup, help=say("cli.outbox"))
def outbox_group() -> None:
    """What could not be delivered for certain."""


@outbox_group.command("list", cls=ChineseCommand, help=say("cli.outbox_list"))
@click.option("--json", "as_json", is_flag=True, help=say("cli.json"))
def outbox_list_command(as_json: bool) -> None:
    lines = run(outbox.troubles(read_settings()))
    if as_json:
        for line in lines:
            click.echo(line.model_dump_json())
    else:
        outbox.show(lines, Console())


@outbox_group.command("resend", cls=ChineseCommand, help=say("cli.outbox_resend"))
@click.argument("delivery_id", metavar="ID")
def outbox_resend_command(delivery_id: str) -> None:
    run(outbox.resend_one(read_settings(), delivery_id))
    click.echo(say("outbox.resent", delivery=delivery_id))


for upkeep in (
    staff_group,
    audit_group,
    backup_command,
    restore_command,
    person_group,
    retention_group,
):
    main.add_command(upkeep)


@main.group("bench", cls=ChineseGroup, help=say("cli.bench"))
def bench_group() -> None:
    """Measurements, apart from the tests."""


@bench_group.command("nlu", cls=ChineseCommand, help=say("cli.bench_nlu"))
@click.argument(
    "files",
    metavar="FILE...",
    nargs=-1,
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
)
@click.option("--train", "cold", is_flag=True, help=say("cli.bench_train"))
@click.option("--stock", is_flag=True, help=say("cli.bench_stock"))
@click.option("--json", "as_json", is_flag=True, help=say("cli.json"))
def bench_nlu_command(files: tuple[Path, ...], cold: bool, stock: bool, as_json: bool) -> None:
    settings = read_settings()

    async def work() -> list[bench.ModelFigures]:
        check_data(settings)
        await asyncio.to_thread(prepare_engine, settings, *(["bench"] if stock else []))
        seconds = await bench.train_cold(settings) if cold else None
        model = await ensure_model(settings, Console(stderr=True))
        measured = [await bench.measure(settings, "joint", model, files, seconds)]
        if stock:
            other = settings.cache / "bench" / f"stock-{fingerprint(settings.root)}.tar.gz"
            took = None if other.exists() else await bench.train_stock(settings, other)
            measured.append(await bench.measure(settings, "stock", other, files, took))
        return measured

    for figures in run(work()):
        click.echo(figures.model_dump_json() if as_json else bench.shown(figures))


def _database_option(command: Callable[..., None]) -> Callable[..., None]:
    return click.option("--database", default="", metavar="URL", help=say("cli.bench_database"))(
        command
    )


def _replicas_option(command: Callable[..., None]) -> Callable[..., None]:
    return click.option("--replicas", is_flag=True, help=say("cli.bench_replicas"))(command)


def _bench(work: Coroutine[Any, Any, bench_load.Figures], as_json: bool) -> None:
    figures = run(work)
    rows = figures.get("rows", [figures])
    for row in [figures] if as_json else rows:
        click.echo(json.dumps(row, ensure_ascii=False))


@bench_group.command("turns", cls=ChineseCommand, help=say("cli.bench_turns"))
@click.option("--stock", is_flag=True, help=say("cli.bench_turns_stock"))
@click.option("--runs", default=3, help=say("cli.bench_runs"))
@_replicas_option
@_database_option
@click.option("--json", "as_json", is_flag=True, help=say("cli.json"))
def bench_turns_command(
    stock: bool, runs: int, replicas: bool, database: str, as_json: bool
) -> None:
    program = servers.REPLICAS if replicas else servers.ALONE
    _bench(bench_load.turns(read_settings(), database, runs, stock, program), as_json)


@bench_group.command("length", cls=ChineseCommand, help=say("cli.bench_length"))
@click.option("--turns", default=1000, help=say("cli.bench_length_turns"))
@click.option("--stock-turns", default=600, help=say("cli.bench_length_stock"))
@_database_option
def bench_length_command(turns: int, stock_turns: int, database: str) -> None:
    _bench(bench_load.lengths(read_settings(), database, turns, stock_turns), True)


@bench_group.command("live", cls=ChineseCommand, help=say("cli.bench_live"))
@click.option("--pairs", default=200, help=say("cli.bench_pairs"))
@click.option("--seconds", default=120.0, help=say("cli.bench_seconds"))
@click.option("--runs", default=3, help=say("cli.bench_runs"))
@_replicas_option
@_database_option
@click.option("--json", "as_json", is_flag=True, help=say("cli.json"))
def bench_live_command(
    pairs: int, seconds: float, runs: int, replicas: bool, database: str, as_json: bool
) -> None:
    program = servers.REPLICAS if replicas else servers.ALONE
    _bench(bench_load.live(read_settings(), database, runs, pairs, seconds, program), as_json)


@bench_group.command("desk", cls=ChineseCommand, help=say("cli.bench_desk"))
@click.option("--visitors", default=200, help=say("cli.bench_visitors"))
@click.option("--cases", default=2, help=say("cli.bench_cases"))
@click.option("--every", default=5.0, help=say("cli.bench_every"))
@click.option("--runs", default=3, help=say("cli.bench_runs"))
@_database_option
@click.option("--json", "as_json", is_flag=True, help=say("cli.json"))
def bench_desk_command(
    visitors: int, cases: int, every: float, runs: int, database: str, as_json: bool
) -> None:
    _bench(bench_load.desk(read_settings(), database, runs, visitors, cases, every), as_json)


@bench_group.command("sockets", cls=ChineseCommand, help=say("cli.bench_sockets"))
@click.option("--count", default=5000, help=say("cli.bench_count"))
@_database_option
def bench_sockets_command(count: int, database: str) -> None:
    _bench(bench_load.sockets(read_settings(), database, count), True)


@bench_group.command("publish", cls=ChineseCommand, help=say("cli.bench_publish"))
@click.option("--swaps", default=10, help=say("cli.bench_swaps"))
@click.option("--rate", default=20.0, help=say("cli.bench_rate"))
@click.option("--warm", is_flag=True, help=say("cli.bench_warm"))
@_database_option
def bench_publish_command(swaps: int, rate: float, warm: bool, database: str) -> None:
    _bench(bench_publish.publish(read_settings(), database, swaps, rate, warm), True)


@bench_group.command("widget", cls=ChineseCommand, help=say("cli.bench_widget"))
@click.option("--runs", default=15, help=say("cli.bench_runs"))
def bench_widget_command(runs: int) -> None:
    _bench(bench_load.widget(read_settings(), runs), True)


@asynccontextmanager
async def _parts(database_url: str | None = None) -> AsyncIterator[Core]:
    """The conversation service over a running engine, or over one started for this."""
    async with engine_settings(read_settings(), Console(stderr=True)) as found:
        apart = {"database_url": database_url} if database_url else {}
        settings = found.model_copy(update=apart)
        async with core(settings) as parts:
            yield parts


if __name__ == "__main__":
    main()
