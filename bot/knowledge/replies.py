"""Words that staff say often, from data/replies.yml."""

from __future__ import annotations

from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from bot.knowledge.matters import Domain, KnowledgeFault


class CannedReply(BaseModel):
    """One of them. {name}, {enterprise} and {staff} stand for what they are in a conversation."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    title: str = Field(min_length=1, max_length=20)
    text: str = Field(min_length=1, max_length=500)
    group: Domain | None = None


_replies = TypeAdapter(list[CannedReply])


def load_replies(path: Path) -> list[CannedReply]:
    """All of them, in the order of the file. Raises KnowledgeFault."""
    try:
        return _replies.validate_python(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (OSError, yaml.YAMLError, ValidationError) as error:
        raise KnowledgeFault(f"{path}: {str(error).splitlines()[0]}") from error
