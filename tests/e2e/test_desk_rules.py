"""What the desk does by itself: out of hours, when staff are silent, and when a line breaks."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.desk.hours import SHANGHAI
from bot.knowledge.site import Week
from bot.settings import ROOT
from tests.e2e.console import Opening, consoles, queued, told, waits
from tests.e2e.test_chat_page import FORM, WAIT, ask, open_chat, say
from tests.product import Product, beside

BREAK = "window.sockets.forEach((socket) => socket.close())"
REMEMBER = """
window.sockets = []
const Plain = WebSocket
window.WebSocket = class extends Plain {
  constructor(...all) { super(...all); window.sockets.push(this) }
}"""


@pytest.fixture(scope="module")
def closed(product: Product, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """The product on a day on which nobody is there."""
    root, var = tmp_path_factory.mktemp("root"), tmp_path_factory.mktemp("closed")
    for path in ROOT.iterdir():
        if path.name != "data":
            (root / path.name).symlink_to(path)
    (root / "data").mkdir()
    for path in (ROOT / "data").iterdir():
        if path.name != "site.yml":
            (root / "data" / path.name).symlink_to(path)
    (root / "data" / "site.yml").write_text(_site(), encoding="utf-8")
    with beside(product, root, var) as running:
        yield running


def _site() -> str:
    today = datetime.now(SHANGHAI).date()
    off = [f"{today + timedelta(days=days):%Y-%m-%d}" for days in (-1, 0, 1)]
    days = list(Week.model_fields)
    hours = "\n".join(f"  {day}: ['9:00-17:00']" for day in days)
    plain = (ROOT / "data" / "site.yml").read_text(encoding="utf-8")
    kept = re.sub(r"(?m)^(hours|closed|open):.*\n", "", plain)
    return f"{kept}\nhours:\n{hours}\nclosed: [{', '.join(off)}]\nopen: []\n"


@pytest.fixture(scope="module")
def hasty(product: Product, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """The product, with staff who are reminded after three seconds."""
    var = tmp_path_factory.mktemp("hasty")
    with beside(product, ROOT, var, BOT_STAFF_SILENT="3", BOT_STAFF_SILENT_LONG="60") as running:
        yield running


@pytest.fixture
def console(browser: Browser, hasty: Product) -> Iterator[Opening]:
    with consoles(browser, hasty) as opening:
        yield opening


def test_out_of_hours_one_hears_when_somebody_comes_and_leaves_a_number(
    page: Page, browser: Browser, closed: Product
) -> None:
    open_chat(page, closed)
    page.get_by_role("button", name="转人工").first.click()
    log = page.get_by_role("log")
    expect(log).to_contain_text(re.compile("现在没有工作人员在线，.*9:00 起有人接待"), timeout=WAIT)
    expect(page.locator(".head-owner")).to_have_text("自动助手")
    page.get_by_role("button", name="线上人工帮办").last.click()
    expect(log).to_contain_text("哪方面的事", timeout=WAIT)
    for answer, expected in FORM:
        ask(page, answer, expected)
    page.get_by_role("button", name=re.compile("提交")).first.click()
    expect(log).to_contain_text(re.compile("BB[0-9]{12}"), timeout=WAIT)
    with consoles(browser, closed) as console:
        desk = console("陈静")
        desk.get_by_role("link", name="帮办单").click()
        row = desk.get_by_role("row").filter(has_text="徐汇示例科技有限公司")
        expect(row).to_contain_text("待联系", timeout=WAIT)


def test_who_puts_a_case_back_leaves_it_to_a_colleague(
    page: Page, hasty: Product, console: Opening
) -> None:
    first, second = console("陈静"), console("李强")
    words = f"想注销公司{uuid.uuid4().hex[:4]}"
    waits(page, hasty, words)
    queued(first, words)
    first.get_by_role("button", name="接入").click()
    told(first, "请稍等")
    first.get_by_role("button", name="退回排队").click()
    first.get_by_role("dialog").get_by_role("button", name="退回排队").click()
    expect(page.locator(".head-owner")).to_have_text(re.compile("^排队第"), timeout=WAIT)
    queued(second, words)
    second.get_by_role("button", name="接入").click()
    expect(page.locator(".head-owner")).to_have_text("工作人员李强为您服务", timeout=WAIT)


def test_who_lets_an_enterprise_wait_is_reminded(
    page: Page, hasty: Product, console: Opening
) -> None:
    desk = console("陈静")
    words = f"想注销公司{uuid.uuid4().hex[:4]}"
    waits(page, hasty, words)
    queued(desk, words)
    desk.get_by_role("button", name="接入").click()
    told(desk, "请说")
    expect(page.get_by_role("log")).to_contain_text("请说", timeout=WAIT)
    say(page, "要哪些材料")
    reminder = desk.get_by_role("alert").filter(has_text="企业在等您的回复")
    expect(reminder).to_be_visible(timeout=WAIT)
    reminder.get_by_role("button", name="知道了").click()
    expect(reminder).to_have_count(0)


def test_what_was_typed_outlives_a_broken_line_and_arrives_once(
    page: Page, hasty: Product, console: Opening
) -> None:
    desk = console("陈静")
    desk.add_init_script(REMEMBER)
    desk.reload()
    words = f"想注销公司{uuid.uuid4().hex[:4]}"
    waits(page, hasty, words)
    queued(desk, words)
    desk.get_by_role("button", name="接入").click()
    box = desk.get_by_role("textbox", name="回复企业")
    box.fill("要先做")
    desk.context.set_offline(True)
    desk.evaluate(BREAK)
    expect(desk.get_by_text("连接中断，正在重连…")).to_be_visible(timeout=WAIT)
    expect(box).to_have_value("要先做")
    told(desk, "要先做清算备案")
    box.fill("写了一半")
    desk.context.set_offline(False)
    expect(page.get_by_role("log")).to_contain_text("要先做清算备案", timeout=60_000)
    expect(box).to_have_value("写了一半")
    expect(page.get_by_text("要先做清算备案")).to_have_count(1)
    expect(desk.locator(".message").filter(has_text="要先做清算备案")).to_have_count(1)
