"""Signs that cannot be stored or shown are refused with a sentence, on both databases."""

from __future__ import annotations

import uuid
from pathlib import Path

import pytest
from pydantic import ValidationError

from bot.api import frames, staff_models
from bot.conversations.once import Refused
from bot.desk.accounts import NewAccount
from tests.integration.service import service


@pytest.mark.parametrize("text", ["a\x00b", "退税\x1b[31m", "\ud800注册", "\x7f开票"])
async def test_control_characters_are_refused_and_nothing_is_stored(
    tmp_path: Path, database_url: str, text: str
) -> None:
    async with service(tmp_path, database_url) as parts:
        conversation = await parts.inbox.open("web", "v")
        member = await parts.accounts.add(NewAccount("chen", "陈老师", "a long pass phrase"))
        with pytest.raises(Refused, match="无法显示"):
            await parts.inbox.say(conversation.id, uuid.uuid4().hex, text)
        await parts.inbox.ask_person(conversation.id, uuid.uuid4().hex)
        claimed = await parts.desk.claim(member, conversation.id, uuid.uuid4().hex)
        with pytest.raises(Refused, match="无法显示"):
            await parts.desk.say(member, conversation.id, uuid.uuid4().hex, text)
        again = await parts.desk.say(member, conversation.id, uuid.uuid4().hex, "两行\n字")
        assert again.seq == claimed.seq + 1


@pytest.mark.parametrize(
    "key", ["short", "with blank 1", "zero\x00zero", "钥匙钥匙钥匙钥匙", "k" * 65]
)
def test_a_key_is_eight_to_sixty_four_plain_signs(key: str) -> None:
    with pytest.raises(ValidationError):
        frames.Send(key=key, text="你好")


def test_a_login_has_no_control_characters() -> None:
    with pytest.raises(ValidationError):
        staff_models.SignIn(login="chen\x00", password="a long pass phrase")
