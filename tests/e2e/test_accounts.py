"""Accounts in the console: an admin adds a colleague, changes them, switches them off."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote_plus, urlsplit

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from bot.app import Core
from bot.desk.accounts import NewAccount
from tests.e2e.console import SIDEWAYS, SIZE
from tests.e2e.scripted import Inside, scripted
from tests.e2e.staff import PASSWORD
from tests.e2e.test_chat_page import WAIT
from tests.e2e.test_for_everybody import findings

NEW = "another pass phrase"
GENERATED = re.compile("^([a-z2-9]{4}-){3}[a-z2-9]{4}$")
OPENS = Callable[[], Page]


@pytest.fixture(scope="module")
def inside(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Inside]:
    with scripted(tmp_path_factory.mktemp("accounts")) as made:
        yield made


@contextmanager
def browsers(browser: Browser, inside: Inside) -> Iterator[OPENS]:
    """Browsers of their own, on the page that asks who one is."""
    contexts = []

    def opening() -> Page:
        context = browser.new_context(locale="zh-CN", viewport=SIZE, reduced_motion="reduce")
        contexts.append(context)
        page = context.new_page()
        page.goto(f"{inside.url}/console/")
        return page

    yield opening
    for context in contexts:
        context.close()


@pytest.fixture
def opens(browser: Browser, inside: Inside) -> Iterator[OPENS]:
    with browsers(browser, inside) as opening:
        yield opening


@pytest.fixture
def admin(inside: Inside, opens: OPENS) -> Page:
    login = f"a{uuid.uuid4().hex[:8]}"

    async def work(parts: Core) -> None:
        await parts.accounts.add(NewAccount(login, "管理员", PASSWORD, "admin"))

    inside.do(work)
    page = opens()
    sign_in(page, login, PASSWORD)
    expect(page).to_have_url(re.compile("/console/members$"))
    return page


def sign_in(page: Page, login: str, password: str) -> None:
    page.get_by_label("用户名").fill(login)
    page.get_by_label("密码").fill(password)
    page.get_by_role("button", name="登录").click()
    expect(page.locator(".head-menu, .sign-in-sentence.shown").first).to_be_visible(timeout=WAIT)


def thrown_out(page: Page) -> None:
    """They did nothing, and sit before the sign-in again."""
    expect(page.get_by_role("alert")).to_contain_text("登录已过期", timeout=WAIT)


def holds_a_case(inside: Inside, login: str, password: str) -> None:
    """One conversation is in the hands of this one."""

    async def work(parts: Core) -> None:
        member, _, _ = await parts.accounts.sign_in(login, password)
        conversation = await parts.inbox.open("web", uuid.uuid4().hex)
        await parts.inbox.ask_person(conversation.id, uuid.uuid4().hex)
        await parts.desk.claim(member, conversation.id, uuid.uuid4().hex)

    inside.do(work)


def added(admin: Page, login: str, name: str) -> str:
    """Add a colleague; the password that was generated and is told once."""
    admin.get_by_role("button", name="新建账号").click()
    dialog = admin.get_by_role("dialog", name="新建账号")
    dialog.get_by_role("button", name="新建账号").click()
    expect(dialog.get_by_role("alert")).to_contain_text("请填写用户名")
    assert findings(admin, enhanced=False) == []
    dialog.get_by_label("用户名").fill(login)
    dialog.get_by_label("称呼").fill(name)
    dialog.get_by_role("button", name="生成").click()
    dialog.get_by_role("button", name="新建账号").click()
    once = admin.get_by_role("dialog", name="请把密码交给本人")
    password = once.locator("dd").nth(1)
    expect(password).to_have_text(GENERATED, timeout=WAIT)
    assert findings(admin, enhanced=False) == []
    told = password.inner_text()
    once.get_by_role("button", name="我记下了，关闭").click()
    expect(once).to_have_count(0)
    assert told not in admin.content()
    return told


def act(admin: Page, what: str) -> Locator:
    """Press a button of a row; the dialog that it opens."""
    admin.get_by_role("button", name=what, exact=True).click()
    dialog = admin.get_by_role("dialog")
    expect(dialog).to_be_visible(timeout=WAIT)
    return dialog


def test_a_colleague_is_added_changed_and_thrown_out(
    inside: Inside, opens: OPENS, admin: Page
) -> None:
    asked: list[str] = []
    admin.on("request", lambda request: asked.append(request.url))
    login, name = f"c{uuid.uuid4().hex[:8]}", f"陈{uuid.uuid4().hex[:4]}"
    first = added(admin, login, name)
    colleague = opens()
    sign_in(colleague, login, first)
    expect(colleague.locator(".head-menu")).to_contain_text(f"{name}（坐席）")

    dialog = act(admin, f"修改{name}的账号")
    dialog.get_by_label("角色").select_option("supervisor")
    dialog.get_by_label("同时接待").fill("8")
    assert findings(admin, enhanced=False) == []
    dialog.get_by_role("button", name="保存").click()
    row = admin.get_by_role("row").filter(has_text=login)
    expect(row).to_contain_text("班长", timeout=WAIT)
    expect(row).to_contain_text("0 / 8")
    thrown_out(colleague)
    sign_in(colleague, login, first)
    expect(colleague.locator(".head-menu")).to_contain_text("班长")

    dialog = act(admin, f"给{name}设新密码")
    dialog.get_by_label("密码", exact=True).fill("short")
    dialog.get_by_role("button", name="保存新密码").click()
    expect(dialog.get_by_role("alert")).to_contain_text("至少 10 位")
    dialog.get_by_label("密码", exact=True).fill(NEW)
    assert findings(admin, enhanced=False) == []
    dialog.get_by_role("button", name="保存新密码").click()
    expect(dialog).to_have_count(0, timeout=WAIT)
    thrown_out(colleague)
    sign_in(colleague, login, NEW)

    act(admin, f"让{name}在所有设备上退出").get_by_role("button", name="全部退出").click()
    thrown_out(colleague)
    sign_in(colleague, login, NEW)
    assert not any(first in url or NEW in url for url in asked)
    assert urlsplit(admin.url).query == ""


def test_one_changes_ones_own_password_and_signs_in_again(browser: Browser, tmp_path: Path) -> None:
    async def work(parts: Core) -> None:
        await parts.accounts.add(NewAccount("chen", "陈静", PASSWORD))

    # Beside the others it would have to wait: one address tries to sign in only so often.
    with scripted(tmp_path) as inside, browsers(browser, inside) as opens:
        inside.do(work)
        here, there = opens(), opens()
        asked: list[str] = []
        here.on("request", lambda request: asked.append(request.url))
        for page in (here, there):
            sign_in(page, "chen", PASSWORD)
        changes_password(here)
        thrown_out(there)
        sign_in(here, "chen", PASSWORD)
        expect(here.get_by_role("alert")).to_contain_text("用户名或密码不对", timeout=WAIT)
        sign_in(here, "chen", NEW)
        expect(here.locator(".head-menu")).to_contain_text("陈静")
        assert not any(PASSWORD in unquote_plus(url) or NEW in unquote_plus(url) for url in asked)


def changes_password(here: Page) -> None:
    """After everything that may be wrong with it."""
    here.locator(".head-menu summary").click()
    here.get_by_role("button", name="修改密码").click()
    dialog = here.get_by_role("dialog", name="修改密码")
    expect(dialog).to_contain_text("在所有设备上退出，这里也要用新密码重新登录")
    old, new = dialog.get_by_label("现在的密码"), dialog.get_by_label("新密码", exact=True)
    again = dialog.get_by_label("再输一遍新密码")
    for current, wanted, repeated, sentence in (
        ("", NEW, NEW, "请输入现在的密码"),
        (PASSWORD, "short", "short", "至少 10 位"),
        (PASSWORD, PASSWORD, PASSWORD, "和现在的一样"),
        (PASSWORD, NEW, f"{NEW}!", "两次输入的新密码不一样"),
        (f"{PASSWORD}!", NEW, NEW, "现在的密码不对，没有改动"),
    ):
        for field, typed in ((old, current), (new, wanted), (again, repeated)):
            field.fill(typed)
        new.press("Enter")
        expect(dialog.get_by_role("alert")).to_contain_text(sentence, timeout=WAIT)
    assert findings(here, enhanced=False) == []
    old.fill(PASSWORD)
    dialog.get_by_role("checkbox", name="显示密码").check()
    expect(again).to_have_count(0)  # it can be read
    expect(new).to_have_value(NEW)
    assert findings(here, enhanced=False) == []
    dialog.get_by_role("button", name="保存新密码").click()
    expect(here.get_by_role("alert")).to_have_text("密码已修改，请用新密码登录。", timeout=WAIT)


def test_who_is_deactivated_is_thrown_out_until_the_account_comes_back(
    inside: Inside, opens: OPENS, admin: Page
) -> None:
    login, name = f"c{uuid.uuid4().hex[:8]}", f"陈{uuid.uuid4().hex[:4]}"
    password = added(admin, login, name)
    colleague = opens()
    sign_in(colleague, login, password)
    holds_a_case(inside, login, password)
    dialog = act(admin, f"停用{name}的账号")
    expect(dialog).to_contain_text("手上的 1 个会话会退回排队")
    assert findings(admin, enhanced=False) == []
    dialog.get_by_role("button", name="停用", exact=True).click()
    row = admin.get_by_role("row").filter(has_text=login)
    expect(row).to_contain_text("已停用", timeout=WAIT)
    expect(row).to_contain_text("0 / 5", timeout=WAIT)
    thrown_out(colleague)
    sign_in(colleague, login, password)
    expect(colleague.get_by_role("alert")).to_contain_text("账号已停用", timeout=WAIT)

    admin.get_by_role("button", name=f"恢复{name}的账号").click()
    expect(row).not_to_contain_text("已停用", timeout=WAIT)
    sign_in(colleague, login, password)
    assert findings(admin, enhanced=False) == []


def test_a_login_that_is_taken_is_said_and_what_was_written_stays(admin: Page) -> None:
    login = f"c{uuid.uuid4().hex[:8]}"
    added(admin, login, "李强")
    admin.get_by_role("button", name="新建账号").click()
    dialog = admin.get_by_role("dialog", name="新建账号")
    dialog.get_by_label("用户名").fill(login)
    dialog.get_by_label("称呼").fill("王敏")
    dialog.get_by_role("button", name="生成").click()
    dialog.get_by_role("button", name="新建账号").click()
    expect(dialog.get_by_role("alert")).to_contain_text("已经有人用了", timeout=WAIT)
    expect(dialog.get_by_label("称呼")).to_have_value("王敏")


def test_an_admin_keeps_their_own_account_and_role(admin: Page) -> None:
    row = admin.get_by_role("row").filter(has_text="您自己")
    expect(row).to_be_visible(timeout=WAIT)
    expect(row.get_by_role("button", name=re.compile("^停用"))).to_have_count(0)
    row.get_by_role("button", name=re.compile("^修改")).click()
    dialog = admin.get_by_role("dialog")
    expect(dialog.get_by_label("角色")).to_be_disabled()
    expect(dialog).to_contain_text("不能改自己的角色，请另一位管理员来做")


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_fits_a_screen_of_any_width(admin: Page, width: int, scheme: str) -> None:
    admin.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    admin.set_viewport_size({"width": width, "height": 844})
    expect(admin.get_by_role("row").filter(has_text="您自己")).to_be_visible(timeout=WAIT)
    assert not admin.evaluate(SIDEWAYS)
    assert findings(admin, enhanced=False) == []
    admin.get_by_role("button", name="新建账号").click()
    admin.get_by_role("dialog").get_by_role("button", name="生成").click()
    assert not admin.evaluate(SIDEWAYS)
    assert findings(admin, enhanced=False) == []
