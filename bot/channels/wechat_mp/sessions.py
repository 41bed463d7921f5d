"""When the account's own servicers take over: our assistant is silent until they are done."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import timedelta

import structlog
from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.background import Background
from bot.channels.wechat.faults import ApiFault, Busy, Unknown
from bot.channels.wechat_mp.arrivals import CHANNEL
from bot.channels.wechat_mp.calls import Calls
from bot.channels.wechat_mp.messages import Push
from bot.conversations.bodies import NoticeBody
from bot.conversations.effects import Draft, EffectHandler, TurnContext
from bot.conversations.hub import Hub
from bot.conversations.log import now
from bot.conversations.once import locked
from bot.conversations.owner import change_owner
from bot.conversations.ports import HandoverPort
from bot.dialogue.engine import Reply
from bot.store.database import Database, DatabaseUnavailable
from bot.store.tables import ContactIdentity, Conversation
from bot.store.wechat_tables import WechatSession
from bot.words import say
from effects import Handoff, HandoffReason

SESSIONS = frozenset({"kf_create_session", "kf_close_session", "kf_switch_session"})
SERVED_BY_ANOTHER = 65414
OFFLINE = 65415
SWEEP = 1.0
LEASE = timedelta(seconds=30)
AGAIN = timedelta(seconds=5)

log = structlog.get_logger(__name__)


class AccountHandover:
    """Gives people of 公众号 to the account's servicers, all others to the desk.

    Implements `HandoverPort` and the handler of the effect `handoff`, in the place of the desk's.
    """

    def __init__(self, hub: Hub, desk: HandoverPort, desk_effect: EffectHandler) -> None:
        self._hub = hub
        self._desk = desk
        self._desk_effect = desk_effect

    async def hand_over(
        self,
        session: AsyncSession,
        conversation: Conversation,
        reason: HandoffReason,
        matter: str | None,
        summary: str,
    ) -> Draft:
        """Have a servicer found; nobody of the account there: the desk, a moment later."""
        if conversation.channel != CHANNEL:
            return await self._desk.hand_over(session, conversation, reason, matter, summary)
        await change_owner(session, conversation.id, "bot", "staff")
        openid = await session.scalar(
            select(ContactIdentity.external_id).where(
                ContactIdentity.contact_id == conversation.contact_id,
                ContactIdentity.channel == CHANNEL,
            )
        )
        session.add(
            WechatSession(
                conversation_id=conversation.id,
                openid=openid or "",
                reason=reason,
                matter=matter,
                summary=summary,
                lease_until=now(),
            )
        )
        self._hub.owner_changed(session, conversation.id)
        body = NoticeBody(text=say("wechat.session.wanted"), event="queued")
        return Draft(body, system=True)

    async def leave_queue(self, session: AsyncSession, conversation: Conversation) -> Draft:
        """The desk's queue: the account's servicers have none."""
        return await self._desk.leave_queue(session, conversation)

    async def visitor_spoke(self, session: AsyncSession, conversation: Conversation) -> None:
        """Nothing is due where a servicer of the account has the person."""
        if await session.get(WechatSession, conversation.id) is None:
            await self._desk.visitor_spoke(session, conversation)

    async def carry_out(self, context: TurnContext, reply: Reply) -> list[Draft]:
        """The `handoff` effect of a turn."""
        effect, conversation = reply.effect, context.conversation
        if conversation.channel != CHANNEL:
            return await self._desk_effect.carry_out(context, reply)
        assert isinstance(effect, Handoff)
        about = (effect.reason, effect.matter, effect.summary)
        return [await self.hand_over(context.session, conversation, *about)]


class Sessions(Background):
    """Finds servicers, and learns when they begin and end."""

    def __init__(self, database: Database, hub: Hub, calls: Calls, desk: HandoverPort) -> None:
        self._db = database
        self._hub = hub
        self._calls = calls
        self._desk = desk

    async def changed(self, conversation_id: str, push: Push) -> None:
        """What the platform tells about a session."""
        if push.event == "kf_close_session":
            await self._db.write(lambda session: self._ended(session, conversation_id))
        else:
            servicer = push.to_servicer or push.servicer
            row = (conversation_id, push.person, servicer)
            await self._db.write(lambda session: self._begun(session, *row))

    async def check(self, conversation_id: str, openid: str) -> None:
        """A message that reaches us though a servicer has the person: perhaps it is over.

        The platform ends a session after thirty silent minutes and tells nobody.
        """
        row = await self._db.read(lambda session: session.get(WechatSession, conversation_id))
        if row is None or row.servicer is None:
            return
        try:
            over = await self._calls.servicer_of(openid) is None
        except ApiFault as fault:
            log.warning("wechat.session_unknown", code=str(fault.code))
            return
        if over:
            await self._db.write(lambda session: self._ended(session, conversation_id))

    async def _begun(self, session: AsyncSession, where: str, openid: str, servicer: str) -> None:
        conversation = await locked(session, where)
        row = await session.get(WechatSession, where)
        if row is not None:
            row.servicer = servicer
            return
        if conversation.owner != "bot":
            return
        await change_owner(session, where, "bot", "staff")
        session.add(
            WechatSession(
                conversation_id=where,
                openid=openid,
                servicer=servicer,
                reason="asked",
                summary="",
                lease_until=now(),
            )
        )
        self._hub.owner_changed(session, where)

    async def _ended(self, session: AsyncSession, where: str) -> bool:
        """The assistant speaks again; False when no servicer had the person."""
        await locked(session, where)
        ended = await session.scalar(
            delete(WechatSession)
            .where(WechatSession.conversation_id == where)
            .returning(WechatSession.conversation_id)
        )
        if ended is None:
            return False
        await change_owner(session, where, "staff", "bot")
        self._hub.owner_changed(session, where)
        return True

    async def _run(self) -> None:
        while True:
            try:
                while (row := await self._wanted()) is not None:
                    await self._find(row)
            except DatabaseUnavailable as error:
                log.warning("wechat.session_sweep_failed", cause=str(error))
            await asyncio.sleep(SWEEP)

    async def _wanted(self) -> WechatSession | None:
        """Who waits longest for somebody, taken so that no other process looks too."""
        open_ = (WechatSession.servicer.is_(None), WechatSession.lease_until <= now())
        one = select(WechatSession.conversation_id).where(*open_).limit(1)
        claim = (
            update(WechatSession)
            .where(WechatSession.conversation_id.in_(one), *open_)
            .values(lease_until=now() + LEASE)
            .returning(WechatSession)
        )
        if await self._db.read(lambda session: session.scalar(one)) is None:
            return None
        return await self._db.write(lambda session: session.scalar(claim))

    async def _find(self, row: WechatSession) -> None:
        try:
            servicer = await self._begin(row.openid)
        except (Busy, Unknown) as fault:
            # Beginning the same session again is no fault to the platform.
            log.warning("wechat.session_postponed", code=str(fault.code))
            await self._keep(row, {"lease_until": now() + AGAIN})
            return
        except ApiFault as fault:
            log.warning("wechat.session_refused", code=str(fault.code))
            servicer = None
        if servicer is not None:
            await self._keep(row, {"servicer": servicer})
        else:
            await self._db.write(lambda session: self._to_the_desk(session, row))

    async def _begin(self, openid: str) -> str | None:
        """Who has the person now; None: nobody is there."""
        for servicer in await self._calls.online():
            try:
                await self._calls.begin_session(openid, servicer)
            except ApiFault as fault:
                if fault.code == OFFLINE:
                    continue
                if fault.code != SERVED_BY_ANOTHER:
                    raise
            return servicer
        return None

    async def _keep(self, row: WechatSession, values: Mapping[str, object]) -> None:
        keep = (
            update(WechatSession)
            .where(WechatSession.conversation_id == row.conversation_id)
            .where(WechatSession.servicer.is_(None))
            .values(**values)
        )
        await self._db.write(lambda session: session.execute(keep))

    async def _to_the_desk(self, session: AsyncSession, row: WechatSession) -> None:
        if not await self._ended(session, row.conversation_id):
            return
        conversation = await locked(session, row.conversation_id)
        reason: HandoffReason = Handoff.model_validate(
            {"type": "handoff", "reason": row.reason, "matter": row.matter, "summary": row.summary}
        ).reason
        draft = await self._desk.hand_over(session, conversation, reason, row.matter, row.summary)
        await self._hub.append(session, conversation.id, draft.entry(None))
