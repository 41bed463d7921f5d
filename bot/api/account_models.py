"""What is sent and read about accounts. No answer holds a password, nor what is kept of one."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from bot.desk.accounts import MIN_PASSWORD, MOST_CAPACITY, Role
from bot.knowledge.matters import DOMAINS
from bot.knowledge.matters import Domain as Group


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, from_attributes=True)


Login = Annotated[str, Field(min_length=1, max_length=60, pattern=r"^[^\s\x00-\x1f\x7f]+$")]
"""Without a blank: the sign-in takes those at both ends away."""
Name = Annotated[
    str,
    Field(
        min_length=1,
        max_length=60,
        pattern=r"^[^\s\x00-\x1f\x7f]([^\x00-\x1f\x7f]*[^\s\x00-\x1f\x7f])?$",
        description="What enterprises see",
    ),
]
Groups = Annotated[list[Group], Field(min_length=1, max_length=len(DOMAINS))]
Capacity = Annotated[int, Field(ge=1, le=MOST_CAPACITY, description="Conversations at once")]
Password = Annotated[SecretStr, Field(min_length=MIN_PASSWORD, max_length=200)]


class AccountNew(_Model):
    """An account to be made."""

    key: UUID = Field(description="Its id; a request that is sent again makes no second account")
    login: Login
    name: Name
    password: Password
    role: Role
    groups: Groups
    capacity: Capacity


class AccountChange(_Model):
    """New values; left out or null, a field stays."""

    name: Name | None = None
    role: Role | None = None
    groups: Groups | None = None
    capacity: Capacity | None = None


class AccountPassword(_Model):
    """The new password."""

    password: Password


class PasswordChange(_Model):
    """Another password of one's own."""

    current: SecretStr = Field(min_length=1, max_length=200)
    password: Password
    browser: str | None = Field(
        default=None, max_length=1000, description="From the last sign-in in this browser"
    )


class AccountOut(_Model):
    """An account as it is now, switched on or off."""

    id: UUID
    login: str
    name: str
    role: Role
    groups: list[Group]
    capacity: int
    active: bool = Field(description="Whether one may sign in with it")
    available: bool
    online: bool
    load: int = Field(description="Conversations in their hands")
    tickets: int = Field(description="Tickets of theirs that are not done")


class AccountList(_Model):
    """Every account, by login."""

    accounts: list[AccountOut]


class AccountChanged(_Model):
    """The account as it is now, and what that meant for what was in its hands."""

    account: AccountOut
    given_back: int = Field(description="Conversations that go back into the queue by and by")
