"""How a turn's answer becomes messages: effects are carried out by registered handlers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversations.bodies import Body, Choice, TextBody
from bot.conversations.log import Entry
from bot.dialogue.engine import Answer, Reply
from bot.store.tables import Conversation


@dataclass(frozen=True)
class TurnContext:
    """What a handler may know: the turn's answer, the conversation, the open transaction."""

    session: AsyncSession
    conversation: Conversation
    turn_id: str
    answer: Answer


@dataclass(frozen=True)
class Offer:
    """A choice and the payload behind it."""

    title: str
    payload: str


@dataclass(frozen=True)
class Draft:
    """A message of the assistant before its choices are numbered."""

    body: Body
    offers: tuple[Offer, ...] = ()
    system: bool = False

    def entry(self, turn_id: str | None) -> Entry:
        """The log entry: choices get their numbers, payloads stay beside them."""
        offers = {str(i): offer for i, offer in enumerate(self.offers, start=1)}
        choices = [Choice(id=number, title=offer.title) for number, offer in offers.items()]
        return Entry(
            author="system" if self.system else "bot",
            body=self.body.model_copy(update={"choices": choices}),
            turn_id=turn_id,
            payloads={number: offer.payload for number, offer in offers.items()},
        )


class EffectHandler(Protocol):
    """Carries out one kind of effect inside the turn's transaction."""

    async def carry_out(self, context: TurnContext, reply: Reply) -> list[Draft]:
        """Do it and say what the visitor sees."""
        ...


class Effects:
    """The registered handlers by effect type; a reply without a handler is shown as it is."""

    def __init__(self, handlers: Mapping[str, EffectHandler]) -> None:
        self._handlers = handlers

    async def drafts(self, context: TurnContext) -> list[Draft]:
        """Carry out every effect of the answer, in order."""
        drafts: list[Draft] = []
        for reply in context.answer.replies:
            handler = self._handlers.get(reply.effect.type) if reply.effect else None
            if handler is not None:
                drafts.extend(await handler.carry_out(context, reply))
            elif reply.text:
                drafts.append(Draft(TextBody(text=reply.text), offers_of(reply)))
        return drafts


def offers_of(reply: Reply) -> tuple[Offer, ...]:
    """The buttons of a response as offers."""
    return tuple(Offer(button.title, button.payload) for button in reply.buttons)
