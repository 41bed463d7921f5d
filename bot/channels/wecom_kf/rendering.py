"""Our messages as the platform takes them: few, because each counts; choices as a menu."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeGuard

from bot.channels.wechat.rendering import text_of
from bot.channels.wechat.text import LARGEST, split
from bot.conversations.bodies import Choice, FileBody, NoticeBody
from bot.conversations.log import body_of
from bot.conversations.servicing import TO_SERVICERS
from bot.store.tables import Message
from bot.words import say

LARGEST_HEAD = 1024
"""Bytes of the words over a menu."""
LARGEST_ITEM = 128
MOST_ITEMS = 10
Sent = Mapping[str, object]
"""`msgtype` and what belongs to it."""
Step = Sent | FileBody | NoticeBody
"""A message as it is sent, a file that is given to the platform first, or the notice with which the
conversation goes to the servicers."""


def steps_of(messages: Iterable[Message]) -> list[Step]:
    """What is done for messages that go out together.

    Words that follow each other become one text, with the choices that were offered last.
    """
    steps: list[Step] = []
    words: list[str] = []
    menu: tuple[int, Sequence[Choice]] = (0, ())
    for message in messages:
        body = body_of(message)
        if isinstance(body, FileBody) or is_hand_over(body):
            steps += [*_texts(words, *menu), body]
            words, menu = [], (0, ())
        else:
            words.append(text_of(message))
            menu = (message.seq, body.choices) if body.choices else menu
    return [*steps, *_texts(words, *menu)]


def is_hand_over(body: object) -> TypeGuard[NoticeBody]:
    """Whether this is the notice with which the conversation goes to the servicers."""
    return isinstance(body, NoticeBody) and body.event == TO_SERVICERS


def text(words: str) -> Sent:
    """A text message."""
    return {"msgtype": "text", "text": {"content": words}}


def _texts(pieces: Sequence[str], seq: int, choices: Sequence[Choice]) -> list[Sent]:
    """As few messages as the length allows."""
    words, choices = "\n\n".join(pieces), choices[:MOST_ITEMS]
    if not choices:
        return [text(piece) for piece in split(words)]
    if len(words.encode()) <= LARGEST_HEAD:
        return [_menu(words, choices, seq)]
    # A number that is typed counts as a press: one message less than a menu of its own.
    numbered = "\n".join([words, "", say("wecom.by_number"), *map(_numbered, choices)])
    if len(numbered.encode()) <= LARGEST:
        return [text(numbered)]
    *before, last = split(words)
    if len(last.encode()) <= LARGEST_HEAD:
        return [*map(text, before), _menu(last, choices, seq)]
    return [*map(text, [*before, last]), _menu(say("wecom.choose"), choices, seq)]


def _menu(head: str, choices: Sequence[Choice], seq: int) -> Sent:
    items = [
        {
            "type": "click",
            "click": {"id": f"{seq}.{choice.id}", "content": split(choice.title, LARGEST_ITEM)[0]},
        }
        for choice in choices
    ]
    return {"msgtype": "msgmenu", "msgmenu": {"head_content": head, "list": items}}


def _numbered(choice: Choice) -> str:
    return say("wechat.option", number=choice.id, title=choice.title)
