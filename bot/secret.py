"""What visitor tokens are signed with."""

from __future__ import annotations

import secrets
import tempfile
from contextlib import suppress
from pathlib import Path

from bot.settings import Settings


def secret_of(settings: Settings) -> str:
    """The signing secret: from the settings, or made once and kept readable by the owner only."""
    if given := settings.secret.get_secret_value():
        return given
    path: Path = settings.var / "secret"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        # Whole or not at all: a crash must not leave an empty secret, which everybody knows. Of two
        # processes that start together, the first one's holds.
        with tempfile.NamedTemporaryFile("w", dir=path.parent) as made, suppress(FileExistsError):
            made.write(secrets.token_urlsafe(48))
            made.flush()
            path.hardlink_to(made.name)
    return path.read_text(encoding="ascii")
