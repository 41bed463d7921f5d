"""Messages of the log as WeChat shows them: one text, then choices, pictures by themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from bot.channels.wechat.text import LARGEST, split
from bot.conversations.bodies import (
    AnswerBody,
    Choice,
    FileBody,
    SummaryBody,
    TicketBody,
)
from bot.conversations.log import body_of
from bot.store.tables import Message
from bot.words import say

BUBBLES = 2
"""Messages that the assistant's own words may come to: each counts against the person's quota."""


@dataclass(frozen=True)
class Option:
    """A choice; `id` names message and choice, so that a press is known for what it is."""

    id: str
    title: str


@dataclass(frozen=True)
class Words:
    """Text of one message of the platform, and the choices under it."""

    text: str
    options: tuple[Option, ...] = ()


@dataclass(frozen=True)
class Picture:
    """A picture of staff."""

    file: str
    name: str
    media: str


Part = Words | Picture


def parts_of(messages: Sequence[Message]) -> list[Part]:
    """What goes out together, as messages of the platform; the same messages give the same parts.

    The choices of the latest message that has some: pressing older ones would answer what nobody
    asks any more.
    """
    parts: list[Part] = []
    texts: list[str] = []
    for message in messages:
        body = body_of(message)
        if isinstance(body, FileBody) and body.media.startswith("image/"):
            parts += _words(texts, ())
            texts = []
            parts.append(Picture(body.file, body.text, body.media))
        else:
            texts.append(text_of(message))
    options = _options(messages)
    words = _words(texts, options)
    if all(message.author in ("bot", "system") for message in messages):
        words = _shortened(words, options)
    return parts + words


def reference(option: str) -> tuple[int, str] | None:
    """Message and choice that an option's id names."""
    seq, dot, choice = option.partition(".")
    # What has more digits is not ours, and no database takes it as a number.
    ours = dot and choice and seq.isdecimal() and len(seq) < 10
    return (int(seq), choice) if ours else None


def with_links(words: Words) -> str | None:
    """Text whose choices can be pressed, for where there is no menu; None when it is too long.

    Every choice stands with its number, which can be typed as well.
    """
    lines = [
        say("wechat.link", id=quote(o.id, safe=""), value=quote(o.title, safe=""), title=title)
        for number, o in enumerate(words.options, start=1)
        for title in [say("wechat.option", number=number, title=_unmarked(o.title))]
    ]
    text = "\n".join([words.text, *lines])
    return text if len(text.encode()) <= LARGEST else None


def _unmarked(text: str) -> str:
    return text.replace("<", "＜").replace(">", "＞")


def _options(messages: Sequence[Message]) -> tuple[Option, ...]:
    for message in reversed(messages):
        choices: Sequence[Choice] = body_of(message).choices
        if choices:
            return tuple(Option(f"{message.seq}.{c.id}", c.title) for c in choices)
    return ()


def _words(texts: Sequence[str], options: tuple[Option, ...]) -> list[Words]:
    pieces = [piece.strip("\n") for piece in split("\n\n".join(texts))]
    pieces = [piece for piece in pieces if piece]
    if not options:
        return [Words(piece) for piece in pieces]
    titles = sum(len(option.title.encode()) for option in options)
    if not pieces or len(pieces[-1].encode()) + titles > LARGEST:
        pieces.append(say("wechat.choose"))
    return [*(Words(piece) for piece in pieces[:-1]), Words(pieces[-1], options)]


def _shortened(words: list[Words], options: tuple[Option, ...]) -> list[Words]:
    """At most two: the rest of a very long answer is on the page."""
    if len(words) <= BUBBLES:
        return words
    more = say("wechat.more")
    titles = sum(len(option.title.encode()) for option in options)
    cut = split(words[1].text, LARGEST - len(more.encode()) - titles)[0]
    return [words[0], Words(f"{cut}{more}", options)]


def text_of(message: Message) -> str:
    """The words of a message where there are no cards."""
    body = body_of(message)
    if isinstance(body, FileBody):
        text = say("wechat.file", name=body.text)
    elif isinstance(body, AnswerBody):
        text = "\n".join(filter(None, (body.text, body.caveat)))
    elif isinstance(body, SummaryBody | TicketBody):
        rows = [say("wechat.row", label=row.label, value=row.value) for row in body.rows]
        text = "\n".join([body.text, *rows])
    else:
        text = body.text
    if message.author == "staff" and message.author_name:
        return say("wechat.staff", name=message.author_name, text=text)
    return text
