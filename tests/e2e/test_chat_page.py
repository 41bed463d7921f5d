"""An enterprise uses the chat page in a real browser, against the real engine."""

from __future__ import annotations

import os
import re
import signal
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.product import Product

WAIT = 20_000
"""Milliseconds for an answer on a busy machine."""


FORM = (
    ("公章丢了", "几句话"),
    ("公章和发票章一起丢了，不知道先去哪里", "是否同意"),
    ("同意", "单位全称"),
    ("徐汇示例科技有限公司", "统一社会信用代码"),
    ("跳过", "怎么称呼"),
    ("陈女士", "打得通|打通"),
    ("123", "打不通"),
    ("13800138000", "方便"),
    ("明天上午", "请核对"),
)
"""What is said to the form after its first question, and what it asks then."""


def open_chat(page: Page, product: Product, query: str = "") -> None:
    page.goto(f"{product.url}/h5/{query}")
    expect(page.get_by_role("log")).to_contain_text("不是真人", timeout=WAIT)
    # The words are there before the rest of the page.
    expect(page.get_by_role("textbox")).to_be_visible(timeout=WAIT)


def say(page: Page, text: str) -> None:
    page.get_by_role("textbox").fill(text)
    page.get_by_role("textbox").press("Enter")


def ask(page: Page, text: str, expected: str) -> None:
    """Say `text` and wait for the answer."""
    say(page, text)
    expect(page.get_by_role("log")).to_contain_text(re.compile(expected), timeout=WAIT)


def test_a_question_is_answered_and_stays_after_a_reload(page: Page, product: Product) -> None:
    open_chat(page, product)
    say(page, "注册有限公司要准备哪些材料")
    log = page.get_by_role("log")
    expect(log).to_contain_text("章程", timeout=WAIT)
    expect(log).to_contain_text("市场主体登记管理条例实施细则")
    page.reload()
    expect(page.get_by_role("log")).to_contain_text("章程", timeout=WAIT)
    expect(page.get_by_role("log")).to_contain_text("注册有限公司要准备哪些材料")


@pytest.mark.parametrize("ends", [True, False], ids=["refused", "silent"])
def test_a_network_that_blocks_sockets_is_no_hindrance(
    page: Page, product: Product, ends: bool
) -> None:
    """The proxy ends every socket, or lets it open and passes nothing."""
    page.route_web_socket("**/ws/visitor", lambda socket: socket.close() if ends else None)
    open_chat(page, product)
    say(page, "注册有限公司要准备哪些材料")
    log = page.get_by_role("log")
    expect(log.locator(".card")).to_contain_text("章程", timeout=WAIT)
    before = log.inner_text()
    page.reload()
    # Its words are there before its card is.
    expect(log.locator(".card")).to_contain_text("章程", timeout=WAIT)
    assert log.inner_text() == before


def test_an_answer_is_rated_and_the_rating_stays_after_a_reload(
    page: Page, product: Product
) -> None:
    open_chat(page, product)
    say(page, "商标注册多少钱")
    log = page.get_by_role("log")
    rating = log.get_by_role("group", name="这个回答有用吗").first
    rating.get_by_role("button", name="有用").click(timeout=WAIT)
    rating.get_by_role("button", name="没用").press("Enter")
    expect(rating.get_by_role("button", name="没用")).to_have_attribute("aria-pressed", "true")
    expect(rating.get_by_role("button", name="有用")).to_have_attribute("aria-pressed", "false")
    expect(rating.get_by_role("button", name="转人工")).to_be_visible()
    page.reload()
    expect(rating.get_by_role("button", pressed=True)).to_have_text("没用", timeout=WAIT)


def test_a_quick_reply_is_pressed(page: Page, product: Product) -> None:
    open_chat(page, product)
    page.get_by_role("button", name=re.compile("商标注册")).first.click()
    expect(page.get_by_role("log")).to_contain_text("商标注册申请", timeout=WAIT)


def test_what_is_typed_is_suggested_and_chosen_with_the_arrow_keys(
    page: Page, product: Product
) -> None:
    open_chat(page, product)
    box, log = page.get_by_role("textbox"), page.get_by_role("log")
    box.press_sequentially("公章", delay=20)
    proposed = page.get_by_role("region", name="您是不是想问").get_by_role("button")
    expect(proposed.first).to_be_visible(timeout=WAIT)
    title = proposed.last.inner_text()
    box.press("ArrowUp")
    page.keyboard.press("Escape")
    expect(box).to_be_focused()
    box.press("ArrowUp")
    expect(proposed.last).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(box).to_be_focused()
    box.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(log).to_contain_text(title)
    expect(log.locator("[data-kind=answer]")).to_be_visible(timeout=WAIT)
    expect(box).to_have_value("")
    expect(proposed).to_have_count(0)


def test_before_the_first_word_stands_what_others_ask(page: Page, product: Product) -> None:
    asked = {"suggestions": [{"matter": "reg_seal", "title": "公章与电子印章"}]}
    page.route("**/api/visitor/suggestions", lambda route: route.fulfill(json=asked))
    open_chat(page, product)
    popular = page.get_by_role("region", name="今天常问")
    popular.get_by_role("button", name="公章与电子印章").click()
    expect(page.get_by_role("log").locator("[data-kind=answer]")).to_be_visible(timeout=WAIT)
    expect(popular).to_have_count(0)


def test_the_assistance_form_is_filled_to_a_ticket(page: Page, product: Product) -> None:
    open_chat(page, product)
    log = page.get_by_role("log")
    ask(page, "我要人工帮办", "哪方面的事")
    for text, expected in FORM:
        ask(page, text, expected)
    page.get_by_role("button", name=re.compile("提交")).first.click()
    expect(log).to_contain_text(re.compile(r"BB\d{12}"), timeout=WAIT)
    expect(log).to_contain_text("138****8000")


def test_a_person_is_asked_for_and_the_queue_is_left(page: Page, product: Product) -> None:
    open_chat(page, product)
    page.get_by_role("button", name="转人工", exact=True).first.click()
    expect(page.get_by_role("banner")).to_contain_text("排队", timeout=WAIT)
    page.get_by_role("button", name="取消排队").first.click()
    expect(page.get_by_role("banner")).to_contain_text("自动助手", timeout=WAIT)


def test_the_page_says_what_happens_while_the_engine_is_away(page: Page, product: Product) -> None:
    open_chat(page, product)
    rasa = next(child.pid for child in product.record.children if child.name == "rasa")
    os.kill(rasa, signal.SIGKILL)
    say(page, "注册有限公司要准备哪些材料")
    expect(page.get_by_text(re.compile("没有响应|暂时无法"))).to_be_visible(timeout=WAIT)
    expect(page.get_by_role("log")).to_contain_text("章程", timeout=90_000)


def test_a_foreign_site_embeds_the_chat(browser: Browser, product: Product) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="zh-CN")
    page = context.new_page()
    page.goto(product.demo_url)
    button = page.get_by_role("button", name=re.compile("咨询|客服|助手|对话|聊"))
    button.first.click()
    frame = page.frame_locator("iframe").first
    expect(frame.get_by_role("log")).to_contain_text("不是真人", timeout=WAIT)
    frame.get_by_role("textbox").fill("商标注册多少钱")
    frame.get_by_role("textbox").press("Enter")
    expect(frame.get_by_role("log")).to_contain_text("270", timeout=WAIT)
    page.keyboard.press("Escape")
    expect(page.locator("iframe").first).not_to_be_visible()
    context.close()


def test_axe_finds_nothing_serious(page: Page, product: Product) -> None:
    open_chat(page, product)
    say(page, "商标注册多少钱")
    expect(page.get_by_role("log")).to_contain_text("270", timeout=WAIT)
    found: list[dict[str, Any]] = Axe().run(page).response["violations"]
    assert [v["id"] for v in found if v["impact"] in ("serious", "critical")] == []
