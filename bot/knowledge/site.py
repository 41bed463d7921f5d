"""The district's own data: name, assistant, hotline."""

from __future__ import annotations

from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from bot.knowledge.matters import KnowledgeFault


class Site(BaseModel):
    """What another district changes."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    district: str
    assistant: str
    hotline: str


def load_site(path: Path) -> Site:
    """Read data/site.yml. Raises KnowledgeFault."""
    try:
        return Site.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (OSError, yaml.YAMLError, ValidationError) as error:
        raise KnowledgeFault(f"{path}: {str(error).splitlines()[0]}") from error
