"""Putting a backup back: everything is checked first, and the old data stay until the new are in.

Files and models never change under their names, so they are added before the database is replaced;
what only the old data named goes afterwards. A restoring that dies is begun again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from alembic.script import ScriptDirectory
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.backups.archive import DATABASE, BackupFault, Manifest, Reader, checked
from bot.backups.state import State
from bot.backups.store import Store, store_at
from bot.backups.workplace import workplace
from bot.conversations.audit import Broken, record, verify
from bot.conversations.erasure import forget_later
from bot.conversations.files import Files
from bot.settings import Settings
from bot.store.database import Database
from bot.store.disk import put_in_place
from bot.store.migrate import config, upgrade
from bot.store.tables import Conversation
from bot.supervisor.training import models_folder
from bot.words import say

SECRET = "secret"


@dataclass(frozen=True)
class Restored:
    """What was put back."""

    manifest: Manifest
    broken: Broken | None
    """What is wrong with the audit that the backup held."""


async def restore(settings: Settings, path: Path, *, replace: bool) -> Restored:
    """Put a backup in the place of what is there. Raises BackupFault; nothing was changed then.

    `replace`: although something is there.
    """
    store = store_at(settings.sql_url)
    with (
        checked(path) as backup,
        workplace(path.parent, ".restore-") as folder,
    ):
        dump = folder / DATABASE
        fitting(backup.manifest, settings, store)
        await asyncio.to_thread(backup.take, DATABASE, dump)
        await store.check(dump)
        before = await store.state()
        if not replace and not await asyncio.to_thread(_empty, settings, before):
            raise BackupFault(say("backup.not_empty"))
        made = _Restoring(settings, backup, before.forgotten if before else [])
        await asyncio.to_thread(made.add_files)
        await store.put(dump, made.prepare)
        await asyncio.to_thread(made.clear)
    return Restored(backup.manifest, made.broken)


def fitting(manifest: Manifest, settings: Settings, store: Store) -> None:
    """Raises BackupFault unless this version can go on with what is in the backup."""
    if manifest.database != store.kind:
        raise BackupFault(say("backup.other_database", kind=manifest.database))
    known = ScriptDirectory.from_config(config(settings.sql_url)).walk_revisions()
    if manifest.migration not in {script.revision for script in known}:
        raise BackupFault(say("backup.newer", migration=manifest.migration))


def _empty(settings: Settings, before: State | None) -> bool:
    folder = settings.files_folder
    files = any(file.is_file() for file in folder.rglob("*")) if folder.exists() else False
    return not files and (before is None or before.empty)


class _Restoring:
    """The parts of one restoring around the database."""

    def __init__(self, settings: Settings, backup: Reader, forgotten: Collection[str]) -> None:
        self._settings = settings
        self._backup = backup
        self._forgotten = forgotten
        self.broken: Broken | None = None

    def add_files(self) -> None:
        """Put what the database will name beside what is there."""
        files = Files(self._settings.files_folder, 0)
        manifest = self._backup.manifest
        for part in manifest.named("files"):
            self._put(part.name, files.path(part.name.partition("/")[2]), 0o644)
        for part in manifest.named("models"):
            name = part.name.partition("/")[2]
            self._put(part.name, models_folder(self._settings) / name, 0o444)

    async def prepare(self, url: str) -> None:
        """Bring the database to the present tables, and note in its audit what happened."""
        await upgrade(url)
        database = Database(url)
        try:
            await self._check_audit(database)
            await database.write(self._note)
        finally:
            await database.close()

    async def _check_audit(self, database: Database) -> None:
        place, hashed = self._backup.manifest.audit
        try:
            await verify(database, {place: hashed} if place else {})
        except Broken as broken:
            self.broken = broken

    async def _note(self, session: AsyncSession) -> None:
        """Who was forgotten after the backup was made is forgotten again."""
        manifest = self._backup.manifest
        detail = {
            "made_at": manifest.made_at.isoformat(timespec="seconds"),
            "migration": manifest.migration,
        }
        record(session, "restored", detail=detail)
        there = select(Conversation.id).where(Conversation.forgotten_at.is_(None))
        known = set(await session.scalars(there))
        for conversation in sorted(known & set(self._forgotten)):
            await forget_later(session, conversation, "restored")

    def clear(self) -> None:
        """Put the secret back, and remove files that nothing names any more.

        Also what a restoring left that was killed: beside the models only ours, because somebody
        may be training.
        """
        manifest = self._backup.manifest
        if any(part.name == SECRET for part in manifest.parts):
            self._put(SECRET, self._settings.var / SECRET, 0o600)
        kept = {part.name.partition("/")[2] for part in manifest.named("files")}
        for file in self._settings.files_folder.rglob("*"):
            if file.is_file() and file.name not in kept:
                file.unlink()
        models = models_folder(self._settings)
        for part in (*models.glob("*.tar.gz.part"), *models.glob("*.json.part")):
            part.unlink()
        (self._settings.var / f"{SECRET}.part").unlink(missing_ok=True)

    def _put(self, name: str, into: Path, mode: int) -> None:
        into.parent.mkdir(parents=True, exist_ok=True)
        part = into.with_name(f"{into.name}.part")
        part.touch(mode=0o600)
        self._backup.take(name, part)
        part.chmod(mode)
        put_in_place(part, into)
