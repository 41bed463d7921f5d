"""The enterprise links its two channels itself: a code shown on the web page, sent in WeChat.

A code is eight characters, letter and digit in turn: no question and no number looks like that,
so that one is found wherever it is sent, and neither the log nor the engine ever gets it.
"""

from __future__ import annotations

import re
import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversations.bodies import TextBody
from bot.conversations.effects import Draft
from bot.conversations.hub import Hub
from bot.conversations.log import WITHIN, now
from bot.conversations.once import Refused, locked
from bot.conversations.one_time import OneTimeSecrets
from bot.conversations.persons import link
from bot.store.database import Database
from bot.store.person_tables import LinkGuess, OneTime
from bot.store.tables import Conversation
from bot.words import say

LETTERS, DIGITS = "ABCDEFGHJKLMNPQRSTUVWXYZ", "23456789"
"""Without those that are taken for one another; 1.4 thousand million codes."""
PAIRS = 4
LIFE = timedelta(minutes=10)
WRONG_GUESSES = 5
"""Wrong codes of a conversation within the window before it has to wait."""
_CODE = re.compile(r"(?:关联码?)?[\s:：]*((?:[A-Za-z]\d){2}[\s-]?(?:[A-Za-z]\d){2})[\s。.]*")


def code_in(words: str) -> str | None:
    """The code, if the words are one and nothing else, as it was given out."""
    found = _CODE.fullmatch(words.strip())
    return re.sub(r"[\s-]", "", found.group(1)).upper() if found else None


class LinkCodes:
    """Gives codes out and takes them."""

    def __init__(self, database: Database, hub: Hub, once: OneTimeSecrets) -> None:
        self._db = database
        self._hub = hub
        self._once = once

    async def give(self, conversation_id: str) -> tuple[str, datetime]:
        """A code for this conversation and until when it holds; the one of before holds no more."""

        async def work(session: AsyncSession) -> str:
            await locked(session, conversation_id)
            await session.execute(
                delete(OneTime).where(
                    OneTime.conversation_id == conversation_id, OneTime.purpose == "link"
                )
            )
            while True:
                code = "".join(
                    secrets.choice(LETTERS) + secrets.choice(DIGITS) for _ in range(PAIRS)
                )
                if await self._once.give(session, "link", code, conversation_id, LIFE):
                    return code

        until = now() + LIFE
        return await self._db.write(work), until

    async def sent(self, session: AsyncSession, conversation: Conversation, code: str) -> Draft:
        """What is answered to a code; of a right one the web page is told as well."""
        if conversation.channel in WITHIN:
            return _told("person.code_elsewhere")
        if await _guesses(session, conversation.id) >= WRONG_GUESSES:
            return _told("person.code_too_often")
        found = await self._once.take(session, "link", code)
        if found is None:
            session.add(LinkGuess(conversation_id=conversation.id, at=now()))
            return _told("person.code_wrong")
        # Always from outside to the web, so that two never wait for each other.
        other = await locked(session, found)
        try:
            await link(session, conversation, other, "code")
        except Refused as refused:
            return Draft(TextBody(text=str(refused)))
        await self._hub.append(session, other.id, _told("person.linked_web").entry(None))
        return _told("person.linked_here")


def _told(key: str) -> Draft:
    return Draft(TextBody(text=say(key)))


async def _guesses(session: AsyncSession, conversation_id: str) -> int:
    query = (
        select(func.count())
        .select_from(LinkGuess)
        .where(
            LinkGuess.conversation_id == conversation_id, LinkGuess.at > now() - LinkGuess.WINDOW
        )
    )
    return await session.scalar(query) or 0
