"""Making a backup beside the running application.

The database first: whatever it names is on the disk by then, and files and models never change.
What is erased between the two is absent from the backup, as it is to be.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterator
from contextlib import suppress
from pathlib import Path

from bot.backups.archive import DATABASE, Manifest, written
from bot.backups.state import State
from bot.backups.store import store_at
from bot.conversations.files import Files
from bot.conversations.log import now
from bot.settings import Settings
from bot.supervisor.training import models_folder
from understanding.model_store import ModelDamaged, ModelMissing, ModelStore


async def make(settings: Settings, path: Path) -> Manifest:
    """Write a backup to a new file. Raises BackupFault."""
    store = store_at(settings.sql_url)
    with written(path) as backup:
        dump = backup.folder / DATABASE
        state = await store.save(dump)
        models = await asyncio.to_thread(lambda: dict(_models(settings, state)))
        sources = {DATABASE: dump, **dict(_files(settings, state)), **models}
        if not settings.secret.get_secret_value():
            sources["secret"] = settings.var / "secret"
        added = [
            name
            for name, source in sources.items()
            if await asyncio.to_thread(backup.add, name, source)
        ]
        manifest = Manifest(
            made_at=now(),
            database=store.kind,
            migration=state.migration or "",
            audit=state.audit,
            absent=_absent(state, added),
            parts=backup.parts,
        )
        backup.end(manifest)
    return manifest


def _files(settings: Settings, state: State) -> Iterator[tuple[str, Path]]:
    files = Files(settings.files_folder, 0)
    for name in state.files:
        yield f"files/{name}", files.path(name)


def _models(settings: Settings, state: State) -> Iterator[tuple[str, Path]]:
    """The released ones, with the notes of what they were made of: a start trains none anew."""
    models = ModelStore(models_folder(settings))
    for model in state.models:
        with suppress(ModelMissing, ModelDamaged):
            found = models.verified(model)
            yield f"models/{found.name}", found
    for note in models.folder.glob("*.json"):
        if models.made_of(note.stem) in state.models:
            yield f"models/{note.name}", note


def _absent(state: State, added: Collection[str]) -> list[str]:
    """What the database names and the backup has not."""
    held = {name.partition(".")[0] for name in added}
    named = [f"files/{one}" for one in state.files] + [f"models/{one}" for one in state.models]
    return [name for name in named if name not in held]
