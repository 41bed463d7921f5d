"""The passive answer: taken from the outbox by one compare-and-set, and kept for a repeat."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from datetime import timedelta

import structlog
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.channels.wechat.rendering import Words, parts_of, with_links
from bot.channels.wechat.xml import text_reply
from bot.channels.wechat_mp.arrivals import CHANNEL
from bot.channels.wechat_mp.messages import Push
from bot.conversations.log import now
from bot.conversations.outbox import Claimant, Outgoing, State, advance, settle, take_along
from bot.metrics import Metrics
from bot.store.database import after_commit
from bot.store.wechat_tables import WechatPush
from bot.traces import Traces
from tracing import clock

EXTERNAL_ID = "passive"
"""How the outbox names what went out as an answer."""

log = structlog.get_logger(__name__)


async def take(
    session: AsyncSession,
    push_id: int,
    push: Push,
    seal: Callable[[str], str],
    metrics: Metrics,
    traces: Traces,
) -> str | None:
    """The answer to this push: what it got before, or what waits for the person now.

    What is taken counts as delivered in the transaction that keeps the answer: the outbox cannot
    send it any more, and a repeat of the push gets it again. None: nothing waits that could go.
    """
    row = await session.scalar(select(WechatPush).where(WechatPush.id == push_id).with_for_update())
    if row is None or row.answer is not None:
        return row.answer if row is not None else None
    claimant = Claimant(str(uuid.uuid4()), timedelta(minutes=1), {CHANNEL})
    outgoing = await take_along(session, row.conversation_id, CHANNEL, claimant)
    if outgoing is None:
        return None
    text = await _taken(session, outgoing, metrics, traces)
    if text is not None:
        row.answer = seal(text_reply(push.person, push.to, int(time.time()), text))
    return row.answer


async def _taken(
    session: AsyncSession, outgoing: Outgoing, metrics: Metrics, traces: Traces
) -> str | None:
    """The text of the first part that has not gone yet; what follows it is left to the outbox."""
    since, begun = clock(), outgoing.delivery.parts
    parts = parts_of((outgoing.message, *outgoing.also))[begun:]
    first = parts[0] if parts else None
    text = with_links(first) if isinstance(first, Words) else None
    if text is not None and len(parts) == 1:
        values = {"external_id": EXTERNAL_ID, "sent_at": now(), "error": None}
        await settle(session, outgoing, "sent", **values)
        after_commit(session, lambda: _tell(outgoing))
        after_commit(session, lambda: _count(outgoing, "sent", metrics, traces, since))
        return text
    if text is not None:
        await advance(session, outgoing, begun + 1)
        after_commit(session, lambda: _count(outgoing, "waiting", metrics, traces, since))
    await settle(session, outgoing, "waiting", due_at=now())
    return text


def _count(outgoing: Outgoing, state: State, metrics: Metrics, traces: Traces, since: int) -> None:
    """As the outbox counts and traces what it sends: each message of those that went together."""
    for message in (outgoing.message, *outgoing.also):
        metrics.sent(CHANNEL, state)
        if message.turn_id:
            attempt = outgoing.delivery.attempts
            traces.delivered(message.turn_id, CHANNEL, state, attempt, since)


def _tell(outgoing: Outgoing) -> None:
    """The same line that the outbox writes of what it sends."""
    for message in (outgoing.message, *outgoing.also):
        about = {"delivery": outgoing.delivery.id, "channel": CHANNEL, "turn": message.turn_id}
        log.info("delivery.sent", passive=True, **about)
