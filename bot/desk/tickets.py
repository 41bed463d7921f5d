"""Tickets (帮办单) in the conversation: opened from the form, found by number and phone tail."""

from __future__ import annotations

from sqlalchemy import func, select

from bot.conversations.bodies import Row, TextBody, TicketBody
from bot.conversations.effects import Draft, Offer, TurnContext
from bot.conversations.log import now
from bot.conversations.persons import same_person
from bot.desk.hours import SHANGHAI
from bot.desk.ticket_opening import Opened, TicketOpening, Told
from bot.dialogue.engine import Reply
from bot.knowledge.matters import Knowledge
from bot.store.ticket_tables import Ticket, TicketLookup
from bot.words import say
from effects import OpenTicket, TicketStatus
from understanding.masking import mask

WRONG_GUESSES = 5
"""Failed look-ups of a conversation within the window before it has to wait."""


class OpenTicketHandler:
    """Carries out `open_ticket`, once a turn."""

    def __init__(self, knowledge: Knowledge, opening: TicketOpening) -> None:
        self._knowledge = knowledge
        self._opening = opening

    async def carry_out(self, context: TurnContext, reply: Reply) -> list[Draft]:
        effect = reply.effect
        assert isinstance(effect, OpenTicket)
        told = Told(
            matter=effect.matter,
            question=effect.question,
            enterprise_name=effect.enterprise_name,
            uscc=effect.uscc,
            contact_name=effect.contact_name,
            phone=effect.phone,
            preferred_time=effect.preferred_time,
        )
        how = Opened("form", context.turn_id)
        ticket = await self._opening.open(context.session, context.conversation, told, how)
        return [Draft(card(self._knowledge, ticket, say("ticket.opened", number=ticket.number)))]


def card(knowledge: Knowledge, ticket: Ticket, text: str) -> TicketBody:
    """The ticket as the enterprise sees it; the phone is masked."""
    matter = knowledge.matters.get(ticket.matter or "")
    values = {
        "assist_matter": matter.name if matter else None,
        "question": ticket.question,
        "enterprise_name": ticket.enterprise_name,
        "uscc": ticket.uscc,
        "contact_name": ticket.contact_name,
        "phone": mask(ticket.phone),
        "preferred_time": ticket.preferred_time,
    }
    rows = [
        Row(name=name, label=say(f"form.{name}"), value=value)
        for name, value in values.items()
        if value
    ]
    return state_card(ticket, text).model_copy(update={"rows": rows})


def state_card(ticket: Ticket, text: str) -> TicketBody:
    """Number and state alone: what was told is personal, and who told it knows it."""
    label = say(f"ticket.states.{ticket.state}")
    return TicketBody(text=text, number=ticket.number, state=ticket.state, state_label=label)


class TicketStatusHandler:
    """Carries out `ticket_status`: one's own tickets, or by number and phone tail."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge

    async def carry_out(self, context: TurnContext, reply: Reply) -> list[Draft]:
        effect = reply.effect
        assert isinstance(effect, TicketStatus)
        own = await self._own(context)
        if effect.number is None:
            return [self._own_draft(own)]
        for ticket in own:
            if ticket.number == effect.number:
                return [Draft(self._found(ticket))]
        return [await self._by_tail(context, effect)]

    async def _own(self, context: TurnContext) -> list[Ticket]:
        """Those of the person's other channels only where the person proved that they are theirs:
        a mistake of staff must not show one enterprise what another one told."""
        contacts = await same_person(context.session, context.conversation.contact_id, "code")
        rows = await context.session.scalars(
            select(Ticket).where(Ticket.contact_id.in_(contacts)).order_by(Ticket.created_at.desc())
        )
        return list(rows)

    def _own_draft(self, own: list[Ticket]) -> Draft:
        if not own:
            form = Offer(say("assistance_title"), "/assistance")
            return Draft(TextBody(text=say("ticket.none")), (form,))
        if len(own) == 1:
            return Draft(self._found(own[0]))
        text = say("ticket.several", count=len(own), **_values(own[0]))
        return Draft(card(self._knowledge, own[0], text))

    async def _by_tail(self, context: TurnContext, effect: TicketStatus) -> Draft:
        if effect.phone_tail is None:
            return Draft(TextBody(text=say("ticket.need_tail")))
        if await _guesses(context) >= WRONG_GUESSES:
            return Draft(TextBody(text=say("ticket.too_many")))
        ticket = await context.session.scalar(select(Ticket).where(Ticket.number == effect.number))
        if ticket is None or not ticket.phone.endswith(effect.phone_tail):
            context.session.add(TicketLookup(conversation_id=context.conversation.id, at=now()))
            return Draft(TextBody(text=say("ticket.not_found")))
        return Draft(self._found(ticket))

    def _found(self, ticket: Ticket) -> TicketBody:
        return card(self._knowledge, ticket, say("ticket.found", **_values(ticket)))


def _values(ticket: Ticket) -> dict[str, str]:
    return {
        "number": ticket.number,
        "created": f"{ticket.created_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}",
        "state": say(f"ticket.states.{ticket.state}"),
    }


async def _guesses(context: TurnContext) -> int:
    count = await context.session.scalar(
        select(func.count())
        .select_from(TicketLookup)
        .where(
            TicketLookup.conversation_id == context.conversation.id,
            TicketLookup.at > now() - TicketLookup.WINDOW,
        )
    )
    return count or 0
