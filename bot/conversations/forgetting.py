"""The port to whoever deletes what is known of a person."""

from __future__ import annotations

from typing import Protocol


class Forgetting(Protocol):
    """Deletes a person's data, or makes it anonymous, and keeps in the audit that it did."""

    async def forget(self, conversation_id: str) -> None:
        """Do so for whom this conversation is with; a second time changes nothing."""
        ...
