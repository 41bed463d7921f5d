"""What the inbox asks of the desk, which is above it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversations.effects import Draft
from bot.store.tables import Conversation
from effects import HandoffReason


class HandoverPort(Protocol):
    """What the desk does for a conversation that wants a person."""

    async def hand_over(
        self,
        session: AsyncSession,
        conversation: Conversation,
        reason: HandoffReason,
        matter: str | None,
        summary: str,
    ) -> Draft:
        """Open a case and move the conversation to the queue."""
        ...

    async def leave_queue(self, session: AsyncSession, conversation: Conversation) -> Draft:
        """Close the waiting case and give the conversation back to the assistant."""
        ...

    async def visitor_spoke(self, session: AsyncSession, conversation: Conversation) -> None:
        """The visitor said something that the assistant does not answer."""
        ...


class ChoicePort(Protocol):
    """Buttons that somebody else than the engine answers."""

    def owns(self, payload: str) -> bool:
        """Whether this is one of them."""
        ...

    async def chosen(
        self, session: AsyncSession, conversation: Conversation, payload: str
    ) -> Sequence[Draft]:
        """Do what was chosen and say what the visitor sees."""
        ...

    async def said(
        self, session: AsyncSession, conversation: Conversation, words: str
    ) -> Sequence[Draft] | None:
        """The answer to words that a button has asked for; None for words to the assistant."""
        ...
