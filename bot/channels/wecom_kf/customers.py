"""What customers send, into their conversations."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from datetime import datetime

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from bot.channels.wechat.faults import ApiFault, Busy, TokenRefused, Unknown
from bot.channels.wechat.rendering import reference
from bot.channels.wecom_kf.api import KfApi
from bot.channels.wecom_kf.messages import Incoming, account_and_person
from bot.channels.wecom_kf.sessions import heard, know, session_of, with_servicers
from bot.conversations.bodies import MAX_TEXT, TextBody
from bot.conversations.files import Files
from bot.conversations.inbox import Inbox
from bot.conversations.once import Received, Refused
from bot.conversations.servicing import Servicing
from bot.store.database import Database
from bot.store.tables import Contact, Conversation
from bot.words import say

CHANNEL = "wecom"
CHUNK = 64 * 1024
LONGEST_NAME = 60
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")

log = structlog.get_logger(__name__)


class NotNow(Exception):
    """The same entry is to be taken again after so many seconds; nothing of it is stored."""

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.seconds = seconds


class Customers:
    """Takes one entry at a time; taking it again changes nothing."""

    def __init__(
        self, database: Database, inbox: Inbox, servicing: Servicing, api: KfApi, files: Files
    ) -> None:
        self._db = database
        self._inbox = inbox
        self._servicing = servicing
        self._api = api
        self._files = files

    async def take(
        self, entry: Incoming, person: str, key: str, heard_at: datetime, last: bool
    ) -> None:
        """`last`: what cannot be fetched now is given up. Raises NotNow."""
        await self._perhaps_ended(person, key)
        conversation = await self._inbox.open(CHANNEL, person)
        await self._db.write(lambda s: heard(s, conversation.id, person, heard_at))
        kinds: dict[str, Callable[[], Awaitable[object]]] = {
            "text": lambda: self._text(entry, conversation.id, key),
            "image": lambda: self._media(entry, entry.image.media_id, conversation.id, key, last),
            "file": lambda: self._media(entry, entry.file.media_id, conversation.id, key, last),
        }
        try:
            if (take := kinds.get(entry.msgtype)) is not None:
                await take()
            else:
                await self._unreadable(entry, conversation.id, key)
        except Refused as refused:
            if refused.retry_after is not None:
                raise NotNow(refused.retry_after) from None
            cut = words_of(entry)[:MAX_TEXT] or shown(entry)
            await self._inbox.note(conversation.id, key, TextBody(text=cut), str(refused))
        await self._name(conversation, person)

    async def _perhaps_ended(self, person: str, key: str) -> None:
        """An end that nobody told of is noticed when the person comes back."""
        row = await self._db.write(lambda session: session_of(session, person))
        if not with_servicers(row.state):
            return
        try:
            state, _ = await self._api.state(*account_and_person(person))
        except ApiFault as fault:
            log.warning("wecom.state_unknown", code=fault.code)
            return
        if not with_servicers(state):
            await self._db.write(lambda session: know(session, person, state=None))
            await self._servicing.ended(CHANNEL, person, f"{key}:end")

    async def _text(self, entry: Incoming, conversation: str, key: str) -> Received:
        choice = reference(entry.text.menu_id)
        if choice is not None:
            try:
                return await self._inbox.choose(conversation, key, *choice)
            except Refused as refused:
                if refused.retry_after is not None:
                    raise
        return await self._inbox.say(conversation, key, words_of(entry))

    async def _media(
        self, entry: Incoming, media_id: str, conversation: str, key: str, last: bool
    ) -> None:
        """Fetch what was sent and keep it."""
        try:
            async with self._api.download(media_id) as response:
                given = response.content_disposition
                name = (given.filename if given else None) or ""
                kept = await self._files.keep(name, response.content.iter_chunked(CHUNK))
        except (Busy, Unknown, TokenRefused) as fault:
            if not last:
                raise NotNow(5.0) from None
            await self._lost(entry, conversation, key, fault)
        except ApiFault as fault:
            await self._lost(entry, conversation, key, fault)
        else:
            received = await self._inbox.attach(conversation, key, kept)
            if received.repeat:
                await self._files.discard(kept.id)

    async def _lost(self, entry: Incoming, conversation: str, key: str, fault: ApiFault) -> None:
        log.warning("wecom.media_lost", code=fault.code)
        lost = say("wecom.cannot.lost")
        await self._inbox.note(conversation, key, TextBody(text=shown(entry)), lost)

    async def _unreadable(self, entry: Incoming, conversation: str, key: str) -> None:
        kind = entry.msgtype if entry.msgtype in ("voice", "location", "link") else "other"
        answer = say(f"wecom.cannot.{kind}")
        await self._inbox.note(conversation, key, TextBody(text=shown(entry)), answer)

    async def _name(self, conversation: Conversation, person: str) -> None:
        """What the person calls themselves, for staff; once, and not if something is known."""

        async def look(session: AsyncSession) -> bool:
            contact = await session.get(Contact, conversation.contact_id)
            return contact is not None and contact.name is None

        if conversation.last_seq > 1 or not await self._db.read(look):
            return
        try:
            name = await self._api.nickname(account_and_person(person)[1])
        except ApiFault as fault:
            log.warning("wecom.name_unknown", code=fault.code)
            return
        clean = _CONTROL.sub("", name).strip()[:LONGEST_NAME]

        async def keep(session: AsyncSession) -> None:
            contact = await session.get(Contact, conversation.contact_id)
            if contact is not None and contact.name is None:
                contact.name = clean or None

        await self._db.write(keep)


def words_of(entry: Incoming) -> str:
    """What was typed, without what no keyboard writes."""
    return _CONTROL.sub("", entry.text.content)


def shown(entry: Incoming) -> str:
    """What stands in the log for something that is no text."""
    if entry.msgtype == "text" and (words := words_of(entry).strip()):
        return words[:MAX_TEXT]
    if entry.msgtype == "location" and (entry.location.name or entry.location.address):
        place = say("wecom.location", name=entry.location.name, address=entry.location.address)
        return _CONTROL.sub("", place)[:MAX_TEXT]
    if entry.msgtype == "link" and entry.link.url:
        link = say("wecom.link", title=entry.link.title, url=entry.link.url)
        return _CONTROL.sub("", link)[:MAX_TEXT]
    try:
        return say(f"wecom.kinds.{entry.msgtype}")
    except (KeyError, TypeError):
        return say("wecom.kinds.unknown")
