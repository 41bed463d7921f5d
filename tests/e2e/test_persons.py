"""One person on the web page and in WeChat: linked by a code, or merged by staff in the console."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.app import Core
from bot.desk.accounts import NewAccount
from tests.e2e.console import SIDEWAYS, SIZE
from tests.e2e.scripted import Inside, scripted
from tests.e2e.staff import PASSWORD
from tests.e2e.test_chat_page import WAIT
from tests.e2e.test_for_everybody import findings

CODE = re.compile("[A-Z][2-9][A-Z][2-9] [A-Z][2-9][A-Z][2-9]")


@pytest.fixture(scope="module")
def inside(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Inside]:
    with scripted(tmp_path_factory.mktemp("persons"), wechat_mp_appid="wx0123456789abcdef") as made:
        yield made


def key() -> str:
    return uuid.uuid4().hex


def in_wechat(inside: Inside, *texts: str, openid: str = "") -> str:
    """Somebody writes in WeChat; the conversation."""

    async def work(parts: Core) -> str:
        conversation = await parts.inbox.open("wechat_mp", openid or key())
        for text in texts:
            await parts.inbox.say(conversation.id, key(), text)
            await parts.runner.settle(conversation.id)
        return conversation.id

    return inside.do(work)


def waits(inside: Inside, conversation: str) -> None:
    async def work(parts: Core) -> None:
        await parts.inbox.ask_person(conversation, key())

    inside.do(work)


@pytest.fixture
def desk(browser: Browser, inside: Inside) -> Iterator[Page]:
    login = f"s{key()[:8]}"

    async def work(parts: Core) -> None:
        await parts.accounts.add(NewAccount(login, "陈静", PASSWORD, "supervisor"))

    inside.do(work)
    context = browser.new_context(locale="zh-CN", viewport=SIZE, reduced_motion="reduce")
    page = context.new_page()
    page.goto(f"{inside.url}/console/")
    page.get_by_label("用户名").fill(login)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("tab", name="排队中")).to_be_visible(timeout=WAIT)
    yield page
    context.close()


def test_a_code_from_the_page_has_the_conversation_go_on_in_wechat(
    page: Page, inside: Inside
) -> None:
    page.goto(f"{inside.url}/h5/")
    page.get_by_role("button", name="在微信里接着问").click(timeout=WAIT)
    shown = page.locator(".link-value")
    expect(shown).to_have_text(CODE, timeout=WAIT)
    assert findings(page, enhanced=False) == []
    first = shown.inner_text()
    page.get_by_role("button", name="换一个").click()
    expect(shown).not_to_have_text(first, timeout=WAIT)
    in_wechat(inside, f"关联 {shown.inner_text()}")
    expect(page.get_by_role("log")).to_contain_text("已经和您的微信关联", timeout=WAIT)
    page.get_by_role("button", name="收起").click()
    expect(shown).to_have_count(0)


def test_staff_merge_two_conversations_see_both_and_take_it_back(
    page: Page, inside: Inside, desk: Page
) -> None:
    page.goto(f"{inside.url}/h5/")
    page.get_by_role("textbox").fill("提交")
    page.get_by_role("textbox").press("Enter")
    expect(page.get_by_role("log")).to_contain_text("帮办单已提交", timeout=WAIT)
    mark = f"我的公章丢了{key()[:4]}"
    wechat = in_wechat(inside, mark)
    waits(inside, wechat)

    desk.get_by_role("tab", name="排队中").click()
    desk.get_by_role("button", name=re.compile(mark)).click(timeout=WAIT)
    known = desk.get_by_role("region", name="企业与会话信息")
    expect(known).to_contain_text("没有关联别的会话", timeout=WAIT)
    known.get_by_role("button", name="合并…").click()
    dialog = desk.get_by_role("dialog")
    dialog.get_by_role("searchbox").fill("1")
    dialog.get_by_role("button", name="查找").click()
    expect(dialog.get_by_role("alert")).to_contain_text("请至少输入", timeout=WAIT)
    dialog.get_by_role("searchbox").fill("8000")
    dialog.get_by_role("button", name="查找").click()
    dialog.get_by_role("radio").first.check(timeout=WAIT)
    expect(dialog).to_contain_text("随时可以撤销")
    assert findings(desk, enhanced=False) == []
    dialog.get_by_role("button", name="确认合并").click()

    expect(known).to_contain_text("示例公司 陈女士", timeout=WAIT)
    expect(known).to_contain_text("工作人员合并于")
    expect(known.get_by_text(re.compile("^BB\\d{12}$")).first).to_be_visible()
    assert findings(desk, enhanced=False) == []
    assert not desk.evaluate(SIDEWAYS)
    known.get_by_role("button", name="查看对话").click()
    expect(desk.get_by_role("log")).to_contain_text("帮办单已提交", timeout=WAIT)
    expect(desk.get_by_role("log")).not_to_contain_text(mark)

    desk.get_by_role("button", name=re.compile(mark)).click()
    known.get_by_role("button", name="撤销合并").click(timeout=WAIT)
    desk.get_by_role("dialog").get_by_role("button", name="撤销合并").click()
    expect(known).to_contain_text("没有关联别的会话", timeout=WAIT)
