"""What each kind of message and event means in the conversation."""

from __future__ import annotations

from collections.abc import AsyncIterator

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from bot.channels.wechat import ledger
from bot.channels.wechat.faults import ApiFault, Busy, Unknown
from bot.channels.wechat.rendering import reference
from bot.channels.wechat_mp.calls import Calls
from bot.channels.wechat_mp.messages import Push
from bot.channels.wechat_mp.sessions import SESSIONS, Sessions
from bot.conversations.bodies import NoticeBody, TextBody
from bot.conversations.files import Files, Kept
from bot.conversations.forgetting import Forgetting
from bot.conversations.inbox import Inbox
from bot.conversations.once import Received, Refused
from bot.conversations.outbox import abandon
from bot.store.database import Database
from bot.words import say

IGNORED = frozenset({"location", "templatesendjobfinish", "masssendjobfinish"})
"""Events without anything to keep or to answer; a place comes every five seconds."""
UNSUPPORTED = "【收到不支持的消息类型，暂无法显示】"
"""The platform's words for what it does not pass on."""
PERSON_KEYS = frozenset({"handoff", "人工", "转人工"})
"""Keys of a menu that ask for a person, also when the engine is away."""
UNSUBSCRIBED = "unsubscribed"
CHUNK = 64 * 1024
MEDIA_TRIES = 4

log = structlog.get_logger(__name__)


class Later(Exception):
    """It can be worked off only later."""


class Kinds:
    """Takes a push into the conversation; with its key, so that doing it twice does it once."""

    def __init__(
        self,
        database: Database,
        inbox: Inbox,
        files: Files,
        calls: Calls,
        sessions: Sessions,
        forgetting: Forgetting,
    ) -> None:
        self._db = database
        self._inbox = inbox
        self._files = files
        self._calls = calls
        self._sessions = sessions
        self._forgetting = forgetting

    async def take_in(self, conversation_id: str, push: Push, attempts: int) -> Received | None:
        """Do what it means. Raises Later."""
        try:
            if push.kind == "event":
                return await self._event(conversation_id, push)
            await self._sessions.check(conversation_id, push.person)
            return await self._message(conversation_id, push, attempts)
        except Refused as refused:
            if refused.retry_after is not None:
                raise Later from None
            return await self._inbox.note(
                conversation_id, push.key, TextBody(text=say("wechat.refused")), str(refused)
            )

    async def _message(self, conversation_id: str, push: Push, attempts: int) -> Received:
        if push.kind == "text" and push.content.strip() != UNSUPPORTED:
            return await self._text(conversation_id, push)
        if push.media and push.kind in ("image", "file"):
            return await self._media(conversation_id, push, attempts)
        values = {"title": push.title, "label": push.label, "url": push.url}
        known = ("voice", "video", "shortvideo", "location", "link", "file", "image")
        kind = push.kind if push.kind in known else "unknown"
        shown = TextBody(text=say(f"wechat.kinds.{kind}.shown", **values).strip())
        answer = say(f"wechat.kinds.{kind}.answer")
        return await self._inbox.note(conversation_id, push.key, shown, answer)

    async def _text(self, conversation_id: str, push: Push) -> Received:
        chosen = reference(push.pressed)
        if chosen is not None:
            try:
                return await self._inbox.choose(conversation_id, push.key, *chosen)
            except Refused as refused:
                if refused.code != "unknown_choice":
                    raise
        return await self._inbox.say(conversation_id, push.key, push.content)

    async def _media(self, conversation_id: str, push: Push, attempts: int) -> Received:
        try:
            kept = await self._fetched(push)
        except (Busy, Unknown) as fault:
            log.warning("wechat.media_postponed", code=str(fault.code))
            if attempts < MEDIA_TRIES:
                raise Later from None
            return await self._lost_media(conversation_id, push)
        except ApiFault as fault:
            log.warning("wechat.media_failed", code=str(fault.code))
            return await self._lost_media(conversation_id, push)
        received = await self._inbox.attach(conversation_id, push.key, kept)
        if received.repeat:
            await self._files.discard(kept.id)
        return received

    async def _fetched(self, push: Push) -> Kept:
        async with self._calls.media(push.media) as response:
            content: AsyncIterator[bytes] = response.content.iter_chunked(CHUNK)
            return await self._files.keep(push.title, content)

    async def _lost_media(self, conversation_id: str, push: Push) -> Received:
        shown = TextBody(text=say("wechat.kinds.image.shown"))
        return await self._inbox.note(
            conversation_id, push.key, shown, say("wechat.kinds.image.answer")
        )

    async def _event(self, conversation_id: str, push: Push) -> Received | None:
        if push.event == "click":
            return await self._clicked(conversation_id, push)
        if push.event == "unsubscribe":
            await self._gone(conversation_id)
            return None
        if push.event in SESSIONS:
            await self._sessions.changed(conversation_id, push)
            return None
        happened = _notice(push)
        if happened is None:
            return None
        if push.event in ("subscribe", "scan") and not push.fresh:
            return await self._inbox.greet(conversation_id, push.key, happened)
        return await self._inbox.note(conversation_id, push.key, happened)

    async def _gone(self, conversation_id: str) -> None:
        """Nothing can be sent any more, and the platform demands that the person is forgotten."""

        async def work(session: AsyncSession) -> None:
            await ledger.close(session, conversation_id)
            await abandon(session, conversation_id, UNSUBSCRIBED)

        await self._db.write(work)
        await self._forgetting.forget(conversation_id)

    async def _clicked(self, conversation_id: str, push: Push) -> Received:
        """A menu's key is a question in words, or asks for a person."""
        if push.event_key.strip() in PERSON_KEYS:
            return await self._inbox.ask_person(conversation_id, push.key)
        return await self._inbox.say(conversation_id, push.key, push.event_key)


def _notice(push: Push) -> NoticeBody | None:
    """The line that staff see of an event; None for those that say nothing about the person."""
    known = ("subscribe", "scan", "view", "scancode_push", "scancode_waitmsg", "location_select")
    if push.event not in known:
        return None
    text = say(f"wechat.events.{push.event}", about=push.event_key[:200]).strip()
    return NoticeBody(text=text, event=push.event)
