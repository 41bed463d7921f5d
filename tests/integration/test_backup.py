"""Backups: made beside the running application, put back after everything was lost."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import stat
import sys
import zipfile
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.app import Core
from bot.backups.archive import MANIFEST, BackupFault
from bot.backups.making import make
from bot.backups.restoring import restore
from bot.backups.store import store_at
from bot.backups.workplace import workplace
from bot.conversations.audit import latest, verify
from bot.conversations.erasure import forget_later
from bot.conversations.files import Files
from bot.settings import ROOT, Settings
from bot.store.database import Database
from bot.store.migrate import config
from bot.store.release_tables import Release
from bot.store.tables import Attachment, Conversation, Timer
from bot.supervisor.training import models_folder
from bot.trainer.releases import activate, prepare
from tests.command import bot, environment
from tests.integration import service
from tests.integration.desk_tickets import key, told
from tests.integration.test_files import PNG
from tests.integration.test_migrations import CONTACT, CONVERSATION, MESSAGE, run
from understanding.model_store import ModelStore


def settings_in(var: Path, url: str) -> Settings:
    return service.settings(var, url).model_copy(update={"cache": var / "cache"})


@pytest.fixture
def here(tmp_path: Path, empty_database_url: str) -> Settings:
    """An installation, its SQLite among the rest of what it writes."""
    var = tmp_path / "var"
    url = empty_database_url
    if url.startswith("sqlite"):
        url = f"sqlite+aiosqlite:///{var / 'bot.sqlite3'}"
    return settings_in(var, url)


async def chunks() -> AsyncIterator[bytes]:
    yield PNG


async def lived(parts: Core, here: Settings) -> str:
    """A conversation with words and a file, and a model that is served; the conversation."""
    conversation = (await parts.inbox.open("web", key())).id
    await parts.inbox.say(conversation, key(), "公章丢了怎么补")
    await parts.runner.settle(conversation)
    await parts.inbox.attach(conversation, key(), await parts.files.keep("章.png", chunks()))
    await parts.inbox.ask_person(conversation, key())
    made = here.var / "made.tar.gz"
    made.write_bytes(b"a model")
    model = ModelStore(models_folder(here)).keep(made, "f" * 16)

    async def work(session: AsyncSession) -> None:
        release = Release(model=model, base="f" * 16, kind="publish")
        assert await activate(session, await prepare(session, release, None))

    await parts.database.write(work)
    return conversation


async def destroyed(here: Settings) -> None:
    shutil.rmtree(here.var)
    if not here.sql_url.startswith("sqlite"):
        await run(here.sql_url, "DROP SCHEMA public CASCADE", "CREATE SCHEMA public")


async def saved(here: Settings, file: Path) -> str:
    """A backup of an installation that has lived; the conversation."""
    async with service.service(here.var, here.sql_url) as parts:
        conversation = await lived(parts, here)
    await make(here, file)
    return conversation


async def refused(here: Settings, file: Path, *, replace: bool = True) -> str:
    with pytest.raises(BackupFault) as fault:
        await restore(here, file, replace=replace)
    return str(fault.value)


def changed(file: Path, name: str, content: bytes) -> Path:
    """A copy of the backup with another content of one part."""
    other = file.with_name("changed.zip")
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(other, "w") as new:
        for part in old.namelist():
            new.writestr(part, content if part == name else old.read(part))
    return other


def manifest_with(file: Path, **values: object) -> Path:
    with zipfile.ZipFile(file) as archive:
        manifest = json.loads(archive.read(MANIFEST))
    return changed(file, MANIFEST, json.dumps(manifest | values).encode())


async def test_everything_is_back_after_everything_was_lost(here: Settings, tmp_path: Path) -> None:
    file = tmp_path / "saved.zip"
    async with service.service(here.var, here.sql_url) as parts:
        conversation = await lived(parts, here)
        before = await told(parts, conversation)

        async def goes_on() -> None:
            for _ in range(10):
                other = (await parts.inbox.open("web", key())).id
                await parts.inbox.attach(other, key(), await parts.files.keep("a.png", chunks()))
                await parts.inbox.ask_person(other, key())

        manifest, _ = await asyncio.gather(make(here, file), goes_on())
    assert manifest.absent == []
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    await destroyed(here)
    assert (await restore(here, file, replace=False)).broken is None
    async with service.service(here.var, here.sql_url) as parts:
        assert await told(parts, conversation) == before
        ids = await parts.database.read(lambda session: session.scalars(select(Attachment.id)))
        assert {parts.files.path(one).read_bytes() for one in ids} == {PNG}
        model = await parts.database.read(lambda session: session.scalar(select(Release.model)))
        assert ModelStore(models_folder(here)).made_of("f" * 16) == model
        assert [line.kind for line in await latest(parts.database, 1)] == ["restored"]
        assert (await verify(parts.database, {}))[0] == manifest.audit[0] + 1
        await parts.inbox.say(conversation, key(), "还在吗")


async def test_what_is_there_is_replaced_only_when_told(here: Settings, tmp_path: Path) -> None:
    file = tmp_path / "saved.zip"
    conversation = await saved(here, file)
    async with service.service(here.var, here.sql_url) as parts:
        later = (await parts.inbox.open("web", key())).id
        lost = await parts.files.keep("later.png", chunks())
        await parts.inbox.attach(later, key(), lost)
    assert "--replace" in await refused(here, file, replace=False)
    assert parts.files.path(lost.id).exists()
    await restore(here, file, replace=True)
    assert not parts.files.path(lost.id).exists()
    rows = await run(here.sql_url, "SELECT id FROM conversation")
    assert rows == [(conversation,)]


async def test_nothing_is_replaced_under_a_running_application(
    here: Settings, tmp_path: Path
) -> None:
    file = tmp_path / "saved.zip"
    await saved(here, file)
    async with service.service(here.var, here.sql_url) as parts:
        assert "停止" in await refused(here, file)
        assert (await parts.inbox.open("web", key())).id


async def test_a_damaged_backup_changes_nothing(here: Settings, tmp_path: Path) -> None:
    file = tmp_path / "saved.zip"
    await saved(here, file)
    before = await run(here.sql_url, "SELECT id, hash FROM audit_event ORDER BY id")
    with zipfile.ZipFile(file) as archive:
        names = archive.namelist()
    assert {name.partition("/")[0] for name in names} == {"database", "files", "models", MANIFEST}
    for name in names:
        assert "没有改动" in await refused(here, changed(file, name, b"something else"))
    cut = tmp_path / "cut.zip"
    cut.write_bytes(file.read_bytes()[:-100])
    assert "没有改动" in await refused(here, cut)
    assert await run(here.sql_url, "SELECT id, hash FROM audit_event ORDER BY id") == before


async def test_a_backup_for_another_version_or_database_changes_nothing(
    here: Settings, tmp_path: Path
) -> None:
    file = tmp_path / "saved.zip"
    await saved(here, file)
    assert "升级" in await refused(here, manifest_with(file, migration="9999"))
    other = "postgresql" if here.sql_url.startswith("sqlite") else "sqlite"
    assert "DATABASE_URL" in await refused(here, manifest_with(file, database=other))


async def test_names_that_lead_elsewhere_are_no_backup(here: Settings, tmp_path: Path) -> None:
    file = tmp_path / "saved.zip"
    await saved(here, file)
    part = {"name": "files/../../outside", "size": 1, "sha256": "0" * 64}
    assert "不是" in await refused(here, manifest_with(file, parts=[part]))


async def test_a_backup_of_an_earlier_migration_is_brought_to_the_present(
    here: Settings, tmp_path: Path
) -> None:
    file = tmp_path / "old.zip"
    here.var.mkdir()
    await asyncio.to_thread(command.upgrade, config(here.sql_url), "0001")
    await run(here.sql_url, CONTACT, CONVERSATION, MESSAGE)
    assert (await make(here, file)).migration == "0001"
    assert await run(here.sql_url, "SELECT version_num FROM alembic_version") == [("0001",)]
    for again in range(2):  # over nothing, then over newer tables
        if not again:
            await destroyed(here)
        await restore(here, file, replace=bool(again))
        async with service.service(here.var, here.sql_url) as parts:
            assert len(await told(parts, "v")) == 1
            assert (await verify(parts.database, {}))[0] == 1


async def test_who_was_forgotten_since_is_forgotten_again(here: Settings, tmp_path: Path) -> None:
    file = tmp_path / "saved.zip"
    conversation = await saved(here, file)
    database = Database(here.sql_url)
    await database.write(lambda session: forget_later(session, conversation, "unsubscribed"))
    await database.close()
    await restore(here, file, replace=True)
    database = Database(here.sql_url)
    query = select(Conversation.forgotten_at, Timer.kind).join(
        Timer, Timer.conversation_id == Conversation.id
    )
    rows = (await database.read(lambda session: session.execute(query))).all()
    await database.close()
    assert "forget" in {row.kind for row in rows}
    assert all(row.forgotten_at for row in rows)


async def test_postgresql_without_its_tools_is_said_in_a_sentence(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if database_url.startswith("sqlite"):
        return
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(BackupFault, match="postgresql-client"):
        await make(settings_in(tmp_path, database_url), tmp_path / "saved.zip")
    assert list(tmp_path.glob("*saved*")) == []


@pytest.mark.parametrize(
    "url", ["sqlite+aiosqlite:///{}/none.sqlite3", "postgresql+asyncpg://root@127.0.0.1:1/none"]
)
async def test_a_database_that_is_not_there_is_said_in_a_sentence(tmp_path: Path, url: str) -> None:
    with pytest.raises(BackupFault):
        await make(settings_in(tmp_path, url.format(tmp_path)), tmp_path / "saved.zip")
    assert list(tmp_path.iterdir()) == []


async def test_both_commands_as_people_run_them(here: Settings, tmp_path: Path) -> None:
    file = tmp_path / "saved.zip"
    conversation = await saved(here, tmp_path / "first.zip")
    (here.var / "secret").write_text("signs tokens", encoding="ascii")
    own = {"BOT_SECRET": ""}
    made = bot(here.sql_url, here.var, "backup", str(file), **own)
    assert made.returncode == 0, made.stderr
    assert "文件 1 个" in made.stdout
    twice = bot(here.sql_url, here.var, "backup", str(file), **own)
    assert (twice.returncode, "换一个名字" in twice.stderr) == (1, True)
    await destroyed(here)
    back = bot(here.sql_url, here.var, "restore", str(file), **own)
    assert back.returncode == 0, back.stderr
    assert (here.var / "secret").read_text(encoding="ascii") == "signs tokens"
    assert await run(here.sql_url, "SELECT id FROM conversation") == [(conversation,)]


async def killed(here: Settings, file: Path, after: float) -> None:
    """`bot restore --replace`, killed a moment after it has begun to work."""
    before = set(file.parent.glob(".restore-*"))
    process = await begun(here, "restore", str(file), "--replace")
    while process.returncode is None and set(file.parent.glob(".restore-*")) <= before:
        await asyncio.sleep(0.01)
    with suppress(TimeoutError):
        await asyncio.wait_for(process.wait(), after)
    with suppress(ProcessLookupError):
        process.kill()
    await process.wait()


async def begun(here: Settings, *arguments: str) -> asyncio.subprocess.Process:
    command = [sys.executable, "-m", "bot.cli", *arguments]
    env = environment(here.sql_url, here.var)
    return await asyncio.create_subprocess_exec(*command, cwd=ROOT, env=env)


def leftovers(here: Settings, file: Path) -> list[Path]:
    """What whoever was killed leaves beside the backup, and where it puts things."""
    beside = [*file.parent.glob(".restore-*"), *file.parent.glob(".backup-*")]
    return [*beside, *here.var.rglob("*.part"), *here.var.glob(".*.restoring*")]


async def test_a_restoring_that_is_killed_leaves_all_of_the_old_or_all_of_the_new(
    here: Settings, tmp_path: Path
) -> None:
    file = tmp_path / "saved.zip"
    conversation = await saved(here, file)
    async with service.service(here.var, here.sql_url) as parts:
        later = (await parts.inbox.open("web", key())).id
        await parts.inbox.attach(later, key(), await parts.files.keep("later.png", chunks()))
    left = 0
    for after in (0.05, 0.3, 0.8, 1.5):
        await killed(here, file, after)
        left += len(leftovers(here, file))
        await in_nobodys_hands(here)
        rows = await run(here.sql_url, "SELECT id FROM conversation")
        assert {row[0] for row in rows} in ({conversation, later}, {conversation})
        for (name,) in await run(here.sql_url, "SELECT id FROM attachment"):
            assert parts.files.path(name).read_bytes() == PNG
    for part in (models_folder(here) / "m.tar.gz.part", here.var / "secret.part"):
        part.touch()
    await restore(here, file, replace=True)
    assert await run(here.sql_url, "SELECT id FROM conversation") == [(conversation,)]
    assert left and leftovers(here, file) == []


async def test_what_a_backup_leaves_that_is_killed_is_gone_with_the_next(
    here: Settings, tmp_path: Path
) -> None:
    if not here.sql_url.startswith("sqlite"):
        return  # what is left beside the backup is the same
    file, mine = tmp_path / "saved.zip", tmp_path / ".backup-of_mine"
    await saved(here, tmp_path / "first.zip")
    (mine / "photos").mkdir(parents=True)
    (name,) = [one for (one,) in await run(here.sql_url, "SELECT id FROM attachment")]
    path = Files(here.files_folder, 0).path(name)
    path.unlink()
    os.mkfifo(path)  # whoever reads it waits
    process = await begun(here, "backup", str(file))
    async with asyncio.timeout(60):
        while not list(tmp_path.glob(".backup-*/database")):
            await asyncio.sleep(0.02)
    process.kill()
    await process.wait()
    assert len(leftovers(here, file)) == 2 and not file.exists()
    path.unlink()
    path.write_bytes(PNG)
    assert (await make(here, file)).absent == []
    assert leftovers(here, file) == [mine]


def test_where_somebody_works_nothing_is_removed(tmp_path: Path) -> None:
    with workplace(tmp_path, ".backup-") as one:
        (one / "database").touch()
        with workplace(tmp_path, ".backup-") as other:
            assert one.exists() and other != one
        assert one.exists() and not other.exists()
    assert list(tmp_path.iterdir()) == []


async def in_nobodys_hands(here: Settings) -> None:
    """PostgreSQL notices a moment later that its clients were killed."""
    async with asyncio.timeout(30):
        while True:
            with suppress(BackupFault):
                return await store_at(here.sql_url).check(None)
            await asyncio.sleep(0.1)
