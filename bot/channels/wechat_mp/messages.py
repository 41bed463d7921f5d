"""What 公众号 pushes, checked and with a key that is the same at every repeat."""

from __future__ import annotations

import hashlib
import json
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator

Openid = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[!-~]{1,128}$")]
Word = Annotated[str, StringConstraints(strip_whitespace=True, to_lower=True, max_length=60)]


class Push(BaseModel):
    """A message or an event; names differ in case between the platform's own pages."""

    model_config = ConfigDict(populate_by_name=True, frozen=True, extra="ignore")

    to: Openid = Field(alias="ToUserName")
    person: Openid = Field(alias="FromUserName")
    created: int = Field(alias="CreateTime", ge=0, lt=10**11)
    kind: Word = Field(alias="MsgType")
    id: str = Field(default="", alias="MsgId", max_length=64)
    content: str = Field(default="", alias="Content")
    pressed: str = Field(default="", alias="bizmsgmenuid", max_length=64)
    media: str = Field(default="", alias="MediaId", max_length=512)
    title: str = Field(default="", alias="Title")
    url: str = Field(default="", alias="Url")
    label: str = Field(default="", alias="Label")
    event: Word = Field(default="", alias="Event")
    event_key: str = Field(default="", alias="EventKey")
    servicer: str = Field(default="", alias="KfAccount", max_length=128)
    to_servicer: str = Field(default="", alias="ToKfAccount", max_length=128)
    status: str = Field(default="", alias="Status", max_length=200)
    job: str = Field(default="", alias="MsgID", max_length=64)
    fresh: bool = Field(default=False, description="The conversation began with this")

    @field_validator("created", mode="before")
    @classmethod
    def _plain_number(cls, value: object) -> object:
        """Python reads `1_0` and full-width digits as numbers; the platform sends neither."""
        if isinstance(value, str) and not (value.isascii() and value.isdigit()):
            raise ValueError("not a number")
        return value

    @property
    def key(self) -> str:
        """Digest of what makes it one and the same.

        Ids of messages are known to be shared by two people, and events of one second to differ by
        their name and key only.
        """
        about = [self.id] if self.id else [self.created, self.kind, self.event, self.event_key]
        if not self.id and self.kind != "event":
            about += [self.content, self.media]
        parts = json.dumps([self.person, bool(self.id), *about])
        return hashlib.sha256(parts.encode(errors="surrogatepass")).hexdigest()
