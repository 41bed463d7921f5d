"""Reloads, other tabs, a network that goes and a server that is killed: the words stay."""

from __future__ import annotations

import os
import re
import signal

from playwright.sync_api import Page, expect

from tests.e2e.test_chat_page import WAIT, ask, open_chat, say
from tests.product import Product


def kill_app(product: Product) -> None:
    """As a crash would; the supervisor starts it again."""
    app = next(child.pid for child in product.record.children if child.name == "app")
    os.kill(app, signal.SIGKILL)


def test_what_was_not_sent_yet_survives_a_reload(page: Page, product: Product) -> None:
    open_chat(page, product)
    page.get_by_role("textbox").fill("公章丢了，还没有写完")
    page.reload()
    expect(page.get_by_role("textbox")).to_have_value("公章丢了，还没有写完")
    expect(page.get_by_role("log")).to_contain_text("不是真人", timeout=WAIT)


def test_what_was_sent_without_a_server_arrives_once_after_a_reload(
    page: Page, product: Product
) -> None:
    open_chat(page, product)
    # Session and socket fail, the page itself still comes: a server that is just being replaced.
    page.route("**/api/visitor/**", lambda route: route.abort())
    page.route_web_socket("**/ws/visitor", lambda socket: socket.close())
    page.reload()
    say(page, "刻公章要多久")
    expect(page.get_by_role("main")).to_contain_text("有网后发送")
    page.reload()
    expect(page.get_by_role("main")).to_contain_text("刻公章要多久", timeout=WAIT)
    other = page.context.new_page()
    page.close()
    other.goto(f"{product.url}/h5/")
    log = other.get_by_role("log")
    expect(log.locator("[data-kind=answer]")).to_have_count(1, timeout=WAIT)
    expect(log.get_by_text("刻公章要多久", exact=True)).to_have_count(1)


def test_two_tabs_show_the_same(page: Page, product: Product) -> None:
    open_chat(page, product)
    other = page.context.new_page()
    open_chat(other, product)
    say(page, "商标注册多少钱")
    for tab in (page, other):
        expect(tab.get_by_role("log").locator("[data-kind=answer]")).to_be_visible(timeout=WAIT)
    say(other, "那要多久")
    for tab in (page, other):
        expect(tab.get_by_role("log").locator("[data-kind=answer]")).to_have_count(2, timeout=WAIT)
    assert page.get_by_role("log").inner_text() == other.get_by_role("log").inner_text()


def test_a_server_that_is_killed_in_the_middle_of_a_form_goes_on_with_it(
    page: Page, product: Product
) -> None:
    open_chat(page, product)
    log = page.get_by_role("log")
    for text, expected in (
        ("我要人工帮办", "哪方面的事"),
        ("公章丢了", "几句话"),
        ("公章和发票章一起丢了", "是否同意"),
        ("同意", "单位全称"),
    ):
        ask(page, text, expected)
    kill_app(product)
    say(page, "徐汇示例科技有限公司")
    expect(log).to_contain_text("统一社会信用代码", timeout=60_000)
    ask(page, "跳过", "怎么称呼")
    expect(log.get_by_text(re.compile("^徐汇示例科技有限公司$"))).to_have_count(1)
