"""微信客服 is off, or wholly set up: anything between ends at the start with the missing name."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from bot.settings import Settings
from tests.wechat.kf_wire import AES_KEY

WHOLE = {
    "wecom_corpid": "ww1",
    "wecom_kf_secret": "secret",
    "wecom_token": "token",
    "wecom_aes_key": AES_KEY,
}


def made(tmp_path: Path, **values: str) -> Settings:
    return Settings.model_validate({"var": tmp_path, **values})


def test_it_is_off_unless_it_is_set_up(tmp_path: Path) -> None:
    assert made(tmp_path).wecom_corpid == ""
    assert made(tmp_path, **WHOLE).wecom_servicers == "console"


@pytest.mark.parametrize("missing", WHOLE)
def test_what_is_missing_is_named(tmp_path: Path, missing: str) -> None:
    with pytest.raises(ValidationError, match=f"BOT_{missing.upper()}"):
        made(tmp_path, **{**WHOLE, missing: ""})


def test_a_key_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValidationError, match="BOT_WECOM_AES_KEY"):
        made(tmp_path, **{**WHOLE, "wecom_aes_key": AES_KEY[:-1]})


def test_no_secret_stands_in_what_is_printed(tmp_path: Path) -> None:
    assert AES_KEY not in repr(made(tmp_path, **WHOLE))
