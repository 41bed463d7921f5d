"""A channel that is set up in part is told so at the start, by name."""

from __future__ import annotations

import pytest
from click.testing import CliRunner
from pydantic import ValidationError

from bot.channels.wechat.crypto import decoded_key
from bot.cli import main
from bot.settings import Settings

WHOLE = {
    "wechat_mp_appid": "wx0",
    "wechat_mp_secret": "s",
    "wechat_mp_token": "t",
    "wechat_mp_aes_key": "a" * 43,
}


def test_nothing_is_fine_and_so_is_everything() -> None:
    assert not Settings.model_validate({}).wechat_mp_appid
    assert Settings.model_validate(WHOLE).wechat_mp_mode == "secure"


@pytest.mark.parametrize("name", WHOLE)
def test_what_is_missing_is_named(name: str) -> None:
    part = {key: value for key, value in WHOLE.items() if key != name}
    with pytest.raises(ValidationError, match=f"missing: BOT_{name.upper()}"):
        Settings.model_validate(part)


def test_plain_mode_needs_no_key() -> None:
    part = {key: value for key, value in WHOLE.items() if key != "wechat_mp_aes_key"}
    assert Settings.model_validate(part | {"wechat_mp_mode": "plain"}).wechat_mp_appid


def test_a_key_may_have_every_letter_of_base64() -> None:
    key = "a+/" + "9" * 40
    assert Settings.model_validate(WHOLE | {"wechat_mp_aes_key": key}).wechat_mp_aes_key
    assert len(decoded_key(key)) == 32


@pytest.mark.parametrize("name", ["wechat_mp_aes_key", "wechat_mp_aes_key_previous"])
def test_a_key_that_is_none_is_named(name: str) -> None:
    with pytest.raises(ValidationError, match=f"BOT_{name.upper()}"):
        Settings.model_validate(WHOLE | {name: "short"})


def test_the_start_is_refused_with_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOT_WECHAT_MP_APPID", "wx0")
    started = CliRunner().invoke(main, ["knowledge", "check"])
    assert started.exit_code == 1 and "配置项 " not in started.output
    assert "BOT_WECHAT_MP_SECRET, BOT_WECHAT_MP_TOKEN" in started.output
