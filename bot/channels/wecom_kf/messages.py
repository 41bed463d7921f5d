"""What a pull of 微信客服 gives: pages of messages and events, as far as they are used.

Only what decides is named; a kind or a field that is new must not stop the ones after it.
"""

from __future__ import annotations

import hashlib
from typing import Any

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    ValidatorFunctionWrapHandler,
    field_validator,
    model_validator,
)

LONGEST_ID = 56
"""Letters of an id that is kept as it is; what is longer is known by its digest."""
CUSTOMER = 3
SERVICER = 5


class _Record(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True, coerce_numbers_to_str=True)

    @model_validator(mode="before")
    @classmethod
    def _without_nothing(cls, content: object) -> object:
        """A field that is null is one that is not there."""
        if isinstance(content, dict):
            return {name: value for name, value in content.items() if value is not None}
        return content


class Page(_Record):
    """One answer of `sync_msg`. An empty list may stand before a page with messages."""

    next_cursor: str = ""
    has_more: int = 0
    msg_list: list[Any] = []


class Text(_Record):
    """Words, or a press on an item of a menu that we sent."""

    content: str = ""
    menu_id: str = ""


class Media(_Record):
    """A file on the platform's side."""

    media_id: str = ""


class Place(_Record):
    """A point on the map."""

    name: str = ""
    address: str = ""


class Link(_Record):
    """A page that somebody shares."""

    title: str = ""
    url: str = ""


class Event(_Record):
    """An event; who and which account stand in here and not beside it."""

    event_type: str = ""
    open_kfid: str = ""
    external_userid: str = ""
    servicer_userid: str = ""
    welcome_code: str = ""
    fail_msgid: str = ""
    fail_type: int = 0
    change_type: int = 0
    new_servicer_userid: str = ""
    msg_code: str = ""
    recall_msgid: str = ""
    reject_switch: int = 0


class Incoming(_Record):
    """One entry of a page."""

    msgid: str = ""
    open_kfid: str = ""
    external_userid: str = ""
    send_time: int = Field(default=0, ge=0, lt=10**11)
    origin: int = 0
    servicer_userid: str = ""
    msgtype: str = ""
    text: Text = Text()
    image: Media = Media()
    file: Media = Media()
    location: Place = Place()
    link: Link = Link()
    event: Event = Event()

    @field_validator("send_time", mode="wrap")
    @classmethod
    def _readable_time(cls, value: object, read: ValidatorFunctionWrapHandler) -> int:
        """A time that is none does not take the words along."""
        try:
            return int(read(value))
        except ValidationError:
            return 0

    @property
    def person(self) -> str:
        """Whom it is about; empty for what is about the account."""
        return self.external_userid or self.event.external_userid


def entry_of(content: dict[str, Any]) -> Incoming | None:
    """An entry as far as it can be read; None when nothing can be done with it."""
    try:
        return Incoming.model_validate(content)
    except ValidationError:
        return None


def id_of(msgid: str) -> str:
    """An id of the platform, fit for a column."""
    if len(msgid) <= LONGEST_ID:
        return msgid
    return hashlib.sha256(msgid.encode()).hexdigest()[:LONGEST_ID]


def key_of(msgid: str) -> str:
    """The idempotency key in the log of what has this id."""
    return f"kf:{msgid}"


def recipient_of(open_kfid: str, external_userid: str) -> str:
    """How our contacts know a person: the same one is somebody else at another account."""
    return f"{open_kfid}/{external_userid}"


def account_and_person(recipient: str) -> tuple[str, str]:
    """The two parts again."""
    open_kfid, _, external_userid = recipient.partition("/")
    return open_kfid, external_userid
