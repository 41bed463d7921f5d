"""The page about personal data, and what the first message says of it."""

from __future__ import annotations

import re

from bot.api.privacy import POLICY, notice
from bot.conversations.rendering import welcome
from bot.knowledge.site import Site
from bot.settings import Settings

SITE = Site(district="徐汇区", assistant="智能助手", hotline="12345")


def page(**changed: int) -> str:
    return notice(Settings().model_copy(update=changed), SITE)


def test_it_names_the_periods_that_are_set() -> None:
    text = page(retention_conversations=200, retention_tickets=800, retention_files=30)
    assert all(f" {days} 天" in text for days in (200, 800, 30))


def test_what_is_kept_for_ever_is_called_so() -> None:
    assert page(retention_conversations=0).count("没有设期限") == 1


def test_it_says_what_why_who_how_long_and_which_rights_there_are() -> None:
    headings = re.findall("<h2>(.*?)</h2>", page())
    assert headings == ["我们保存什么", "用来做什么", "谁看得到", "保存多久", "您可以怎样"]
    assert "12345" in page() and "{" not in re.sub("<style>.*?</style>", "", page(), flags=re.S)


def test_nothing_on_it_may_run_or_be_framed() -> None:
    assert "unsafe" not in POLICY and "script" not in POLICY.replace("default-src", "")
    assert POLICY.endswith("frame-ancestors 'none'")


def test_the_first_message_says_that_words_are_kept_and_where_to_read_more() -> None:
    bare = welcome(SITE.district, SITE.assistant, "").body.text
    assert "会保存下来" in bare and "http" not in bare
    known = welcome(SITE.district, SITE.assistant, "https://help.example/").body.text
    assert "https://help.example/privacy" in known
