"""Where trained models lie: immutable files named by their own hash, and what each was made of."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from pathlib import Path

_HASH = re.compile(r"[0-9a-f]{64}")
_SUFFIX = ".tar.gz"


class ModelMissing(Exception):
    """The store has no such model."""


class ModelDamaged(Exception):
    """The file is not what its name says; it is not loaded."""


class ModelStore:
    """One folder, shared by whoever trains and whoever serves. A model is code: only ours are here.

    `HASH.tar.gz` is a model, `FINGERPRINT.json` names the one that was trained of these inputs.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def keep(self, file: Path, fingerprint: str) -> str:
        """Take a new model in, as a whole or not at all; its hash."""
        model = digest(file)
        self.folder.mkdir(parents=True, exist_ok=True)
        part = self.folder / f"{model}.part"
        shutil.copyfile(file, part)
        part.chmod(0o444)
        os.replace(part, self._file(model))
        note = self.folder / f"{fingerprint}.part"
        note.write_text(json.dumps({"model": model}), encoding="utf-8")
        os.replace(note, self.folder / f"{fingerprint}.json")
        return model

    def made_of(self, fingerprint: str) -> str | None:
        """The model of these inputs, if it is here."""
        try:
            note = (self.folder / f"{fingerprint}.json").read_text(encoding="utf-8")
            model = str(json.loads(note)["model"])
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return model if model in self else None

    def __contains__(self, model: str) -> bool:
        return bool(_HASH.fullmatch(model)) and self._file(model).is_file()

    def models(self) -> list[str]:
        """Every model that is here."""
        names = (path.name.removesuffix(_SUFFIX) for path in self.folder.glob(f"*{_SUFFIX}"))
        return sorted(name for name in names if _HASH.fullmatch(name))

    def verified(self, model: str) -> Path:
        """The file, after its content was held against its name.

        Raises ModelMissing and ModelDamaged.
        """
        if model not in self:
            raise ModelMissing(model)
        path = self._file(model)
        if digest(path) != model:
            raise ModelDamaged(model)
        return path

    def forget(self, model: str) -> None:
        """Delete a model; nothing happens when it is not here."""
        if model in self:
            self._file(model).unlink(missing_ok=True)

    def _file(self, model: str) -> Path:
        return self.folder / f"{model}{_SUFFIX}"


def digest(file: Path) -> str:
    """SHA-256 of a file's content, in hexadecimal digits."""
    found = hashlib.sha256()
    with file.open("rb") as content:
        while block := content.read(1 << 20):
            found.update(block)
    return found.hexdigest()
