"""Waiting for a person and talking to one: the place, the name, what arrived and what was read."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.staff import Member
from tests.e2e.test_chat_page import WAIT, open_chat, say
from tests.e2e.test_for_everybody import findings
from tests.product import Product


@pytest.mark.parametrize("query", ["", "?elder=1"])
def test_the_visitor_sees_the_place_the_name_and_what_was_read(
    page: Page, product: Product, query: str
) -> None:
    open_chat(page, product, query)
    elder = query != ""
    page.get_by_role("button", name="转人工").first.click()
    who = page.locator(".head-owner")
    expect(who).to_have_text(re.compile("^排队第 \\d+ 位"), timeout=WAIT)
    assert findings(page, enhanced=elder) == []
    member = Member(page.context.new_page(), product, "陈静")
    conversation = member.waiting()
    member.does("claim", conversation)
    expect(who).to_have_text("工作人员陈静为您服务", timeout=WAIT)
    say(page, "我的公章丢了")
    own = page.locator(".row-message.own").last
    expect(own).to_contain_text("已送达", timeout=WAIT)
    seq = int(own.get_attribute("data-seq") or 0)
    member.has_read(conversation, seq)
    expect(own).to_contain_text("已读", timeout=WAIT)
    assert findings(page, enhanced=elder) == []
    member.does("say", conversation, text="请先到派出所备案")
    expect(page.get_by_role("log")).to_contain_text("请先到派出所备案", timeout=WAIT)
    member.does("close", conversation, disposition="resolved")
    expect(who).to_have_text("自动助手", timeout=WAIT)
