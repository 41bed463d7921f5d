"""The staff's console: from the sign-in to the end of a case, and who gets a case that two want."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.console import (
    SIDEWAYS,
    Opening,
    add_member,
    consoles,
    queued,
    sign_in,
    sign_out,
    told,
    waits,
)
from tests.e2e.test_chat_page import WAIT, say
from tests.e2e.test_for_everybody import findings
from tests.product import Product

PDF = b"%PDF-1.7\n" + b"0 0 obj\n" * 400


@pytest.fixture
def console(browser: Browser, product: Product) -> Iterator[Opening]:
    with consoles(browser, product) as opening:
        yield opening


def test_a_case_from_the_queue_to_its_end(page: Page, product: Product, console: Opening) -> None:
    refused: list[str] = []
    desk = console("陈静")
    desk.on("console", lambda line: refused.append(line.text) if line.type == "error" else None)
    words = f"公章丢了怎么补办{uuid.uuid4().hex[:4]}"
    waits(page, product, words)
    queued(desk, words)
    assert findings(desk, enhanced=False) == []
    desk.get_by_role("button", name="接入").click()
    expect(page.locator(".head-owner")).to_have_text("工作人员陈静为您服务", timeout=WAIT)

    told(desk, "请先到派出所备案")
    expect(page.get_by_role("log")).to_contain_text("请先到派出所备案", timeout=WAIT)
    say(page, "要带营业执照吗")
    expect(desk.get_by_role("log")).to_contain_text("要带营业执照吗", timeout=WAIT)
    told(desk, "要带上")
    expect(desk.get_by_text("企业已读")).to_be_visible(timeout=WAIT)
    page.get_by_role("textbox").press_sequentially("好的")
    expect(desk.get_by_text("企业正在输入")).to_be_visible(timeout=WAIT)
    page.get_by_role("textbox").fill("")
    desk.get_by_role("button", name="内部备注").click()
    desk.get_by_role("textbox", name="内部备注").fill("下午要用章")
    desk.get_by_role("textbox", name="内部备注").press("Enter")
    expect(desk.get_by_role("log")).to_contain_text("下午要用章", timeout=WAIT)
    expect(page.get_by_role("log")).not_to_contain_text("下午要用章")
    assert findings(desk, enhanced=False) == []
    assert not desk.evaluate(SIDEWAYS)

    desk.reload()
    expect(desk.get_by_role("log")).to_contain_text("请先到派出所备案", timeout=WAIT)
    desk.get_by_role("button", name="结束会话").click()
    desk.get_by_role("dialog").get_by_label("一次申报成功").check()
    assert findings(desk, enhanced=False) == []
    desk.get_by_role("dialog").get_by_role("button", name="结束会话").click()
    expect(page.locator(".head-owner")).to_have_text("自动助手", timeout=WAIT)
    page.get_by_role("button", name="非常满意").first.click()
    expect(page.get_by_role("log")).to_contain_text("谢谢您的评价", timeout=WAIT)
    page.get_by_role("button", name="写几句评价").first.click()
    expect(page.get_by_role("log")).to_contain_text("请写下您的评价", timeout=WAIT)
    say(page, "讲得很清楚")
    expect(page.get_by_role("log")).to_contain_text("您的评价记下了", timeout=WAIT)
    say(page, "商标注册多少钱")
    expect(page.get_by_role("log")).to_contain_text("270", timeout=WAIT)
    assert refused == []


def test_of_two_who_take_a_case_at_once_one_is_told_that_it_is_gone(
    page: Page, product: Product, console: Opening
) -> None:
    first, second = console("陈静"), console("李强")
    words = f"想注销公司{uuid.uuid4().hex[:4]}"
    waits(page, product, words)
    for desk in (first, second):
        queued(desk, words)
        expect(desk.get_by_role("button", name="接入")).to_be_enabled()
    # What the second one sees stands still, as it does for whoever presses in the same moment.
    second.evaluate(
        "() => { const add = WebSocket.prototype; window.held = add.send;"
        " add.send = function (data) { setTimeout(() => window.held.call(this, data), 1500) } }"
    )
    second.get_by_role("button", name="接入").click()
    first.get_by_role("button", name="接入").click()
    expect(page.locator(".head-owner")).to_have_text("工作人员陈静为您服务", timeout=WAIT)
    expect(second.get_by_role("alert").filter(has_text="已经有人接了")).to_be_visible(timeout=WAIT)
    expect(first.get_by_role("textbox", name="回复企业")).to_be_focused()


def test_a_case_with_a_document_is_passed_on_to_a_colleague(
    page: Page, product: Product, console: Opening
) -> None:
    name = f"李强{uuid.uuid4().hex[:4]}"
    first, second = console("陈静"), console(name)
    words = f"想注销公司{uuid.uuid4().hex[:4]}"
    waits(page, product, words)
    queued(first, words)
    first.get_by_role("button", name="接入").click()
    told(first, "这是样表")
    document = {"name": "样表.pdf", "mimeType": "application/pdf", "buffer": PDF}
    first.get_by_label("发图片或 PDF").set_input_files(document)
    expect(page.get_by_role("log")).to_contain_text("样表.pdf", timeout=WAIT)
    first.get_by_role("button", name="转交").click()
    dialog = first.get_by_role("dialog")
    dialog.get_by_text(name).click()
    dialog.get_by_label("给接手同事的话").fill("下午三点前要回电")
    dialog.get_by_role("button", name="确认转交").click()
    expect(page.locator(".head-owner")).to_have_text(f"工作人员{name}为您服务", timeout=WAIT)
    second.get_by_role("tab", name="我的会话").click()
    second.get_by_role("button", name=re.compile(words)).first.click(timeout=WAIT)
    expect(second.get_by_role("log")).to_contain_text("下午三点前要回电", timeout=WAIT)
    expect(page.get_by_role("log")).not_to_contain_text("三点前")
    told(second, "我接着帮您办")
    expect(page.get_by_role("log")).to_contain_text("我接着帮您办", timeout=WAIT)


def test_who_says_nothing_loses_the_case_to_a_colleague_who_is_free(
    page: Page, product: Product, console: Opening
) -> None:
    name = f"李强{uuid.uuid4().hex[:4]}"
    first, second = console("陈静"), console(name)
    words = f"想注销公司{uuid.uuid4().hex[:4]}"
    waits(page, product, words)
    queued(first, words)
    first.get_by_role("button", name="接入").click()
    expect(page.locator(".head-owner")).to_have_text("工作人员陈静为您服务", timeout=WAIT)
    second.locator(".el-switch").click()
    expect(first.get_by_role("alert").filter(has_text="首次回复")).to_be_visible(timeout=60_000)
    expect(page.locator(".head-owner")).to_have_text(f"工作人员{name}为您服务", timeout=60_000)
    second.locator(".el-switch").click()


def test_a_supervisor_looks_on_writes_a_note_and_takes_over(
    page: Page, product: Product, console: Opening
) -> None:
    desk, chief = console("陈静"), console("王敏", "--role", "supervisor")
    words = f"发票开不了{uuid.uuid4().hex[:4]}"
    waits(page, product, words)
    queued(desk, words)
    desk.get_by_role("button", name="接入").click()
    told(desk, "请把提示发给我")
    chief.get_by_role("tab", name="同事会话").click()
    chief.get_by_role("button", name=re.compile(words)).click(timeout=WAIT)
    expect(chief.get_by_role("log")).to_contain_text("请把提示发给我", timeout=WAIT)
    chief.get_by_role("textbox", name="内部备注").fill("请先核对税号")
    chief.get_by_role("textbox", name="内部备注").press("Enter")
    expect(desk.get_by_role("log")).to_contain_text("请先核对税号", timeout=WAIT)
    assert findings(chief, enhanced=False) == []
    chief.get_by_role("button", name="接管").click()
    expect(page.locator(".head-owner")).to_have_text("工作人员王敏为您服务", timeout=WAIT)
    told(chief, "我来接着办")
    expect(page.get_by_role("log")).to_contain_text("我来接着办", timeout=WAIT)


def test_who_is_not_signed_in_sees_the_sign_in_and_why(product: Product, console: Opening) -> None:
    desk = console("陈静")
    sign_out(desk)
    expect(desk.get_by_role("alert")).to_have_text("您已退出。")
    desk.goto(f"{product.url}/console/")
    desk.get_by_label("用户名").fill("nobody")
    desk.get_by_label("密码").fill("wrong")
    desk.get_by_role("button", name="登录").click()
    expect(desk.get_by_role("alert")).to_contain_text("用户名或密码不对", timeout=WAIT)
    assert findings(desk, enhanced=False) == []


def test_a_ticket_is_found_changed_and_told_to_the_enterprise(
    page: Page, product: Product, console: Opening
) -> None:
    desk = console("陈静")
    words = f"公司要迁址{uuid.uuid4().hex[:4]}"
    waits(page, product, words)
    queued(desk, words)
    desk.get_by_role("button", name="接入").click()
    told(desk, "我给您登记一张帮办单")
    expect(page.get_by_role("log")).to_contain_text("我给您登记一张帮办单", timeout=WAIT)
    number = opened_ticket(desk)
    expect(page.get_by_role("log")).to_contain_text(number, timeout=WAIT)

    desk.get_by_role("link", name="帮办单").click()
    desk.get_by_placeholder("编号、问题、企业或联系人").fill(words)
    desk.get_by_role("button", name=number).click(timeout=WAIT)
    panel = desk.get_by_role("complementary", name=number)
    document = {"name": "租赁合同.pdf", "mimeType": "application/pdf", "buffer": PDF}
    panel.locator("input[type=file]").set_input_files(document)
    with desk.expect_download() as kept:
        panel.get_by_role("button", name="下载 租赁合同.pdf").click(timeout=WAIT)
    assert kept.value.path().read_bytes() == PDF
    expect(panel.get_by_role("button", name="不再经办")).to_be_visible(timeout=WAIT)
    panel.locator("select").first.select_option("processing")
    expect(panel.get_by_text("待联系 → 办理中")).to_be_visible(timeout=WAIT)
    panel.get_by_label("备注", exact=True).fill("材料已齐，明天提交")
    panel.get_by_label("同时告知企业").check()
    panel.get_by_role("button", name="保存备注").click()
    expect(page.get_by_role("log")).to_contain_text("材料已齐，明天提交", timeout=WAIT)
    assert findings(desk, enhanced=False) == []
    assert not desk.evaluate(SIDEWAYS)
    with desk.expect_download() as download:
        desk.get_by_role("button", name="导出 Excel").click()
    assert download.value.suggested_filename == "帮办单.xlsx"
    desk.keyboard.press("Escape")
    expect(panel).to_have_count(0)


def opened_ticket(desk: Page) -> str:
    """The number of a ticket for the open conversation; its question is filled in already."""
    desk.get_by_role("button", name="登记帮办单").click()
    dialog = desk.get_by_role("dialog")
    expect(dialog.get_by_label("问题")).to_have_value(re.compile("公司要迁址"), timeout=WAIT)
    assert findings(desk, enhanced=False) == []
    dialog.get_by_role("button", name="登记", exact=True).click()
    expect(dialog.get_by_role("alert")).to_contain_text("请填写")
    for label, value in (("单位名称", "示例公司"), ("联系人", "陈女士"), ("电话", "13800138000")):
        dialog.get_by_label(label, exact=True).fill(value)
    dialog.get_by_role("button", name="登记", exact=True).click()
    done = desk.get_by_role("status").filter(has_text="已登记帮办单")
    expect(done).to_be_visible(timeout=WAIT)
    found = re.search("BB[0-9]{12}", done.inner_text())
    assert found is not None
    return found.group()


def test_who_manages_sees_figures_each_with_its_definition_and_staff_do_not(
    page: Page, product: Product, console: Opening
) -> None:
    refused: list[str] = []
    desk, chief = console("陈静"), console("王敏", "--role", "manager")
    chief.on("console", lambda line: refused.append(line.text) if line.type == "error" else None)
    waits(page, product, f"想变更法人{uuid.uuid4().hex[:4]}")
    desk.goto(f"{product.url}/console/figures")
    expect(desk).to_have_url(f"{product.url}/console/")
    expect(desk.get_by_role("link", name="运营数据")).to_have_count(0)

    expect(chief).to_have_url(re.compile("/console/figures$"))
    card = chief.get_by_role("article").filter(has_text="转人工会话")
    expect(card).to_contain_text("当天进入人工排队的会话数", timeout=WAIT)
    expect(card.get_by_role("img", name=re.compile("^图表，转人工会话"))).to_be_visible()
    assert findings(chief, enhanced=False) == []
    assert not chief.evaluate(SIDEWAYS)
    chief.get_by_role("button", name="近 7 天").click()
    with chief.expect_download() as download:
        chief.get_by_role("button", name="导出 Excel").click()
    assert re.fullmatch(r"运营数据 .{10} 至 .{10}\.xlsx", download.value.suggested_filename)
    assert refused == []


def test_a_bad_grade_is_called_back_and_what_came_of_it_is_kept(
    page: Page, product: Product, console: Opening
) -> None:
    desk, chief = console("陈静"), console("王敏", "--role", "supervisor")
    words = f"想注销公司{uuid.uuid4().hex[:4]}"
    waits(page, product, words)
    queued(desk, words)
    desk.get_by_role("button", name="接入").click()
    told(desk, "请说")
    expect(page.get_by_role("log")).to_contain_text("请说", timeout=WAIT)
    desk.get_by_role("button", name="结束会话").click()
    desk.get_by_role("dialog").get_by_role("button", name="结束会话").click()
    page.get_by_role("button", name="非常不满意").first.click(timeout=WAIT)
    page.get_by_role("button", name="等得太久").first.click(timeout=WAIT)
    expect(page.get_by_role("log")).to_contain_text("记下了", timeout=WAIT)
    chief.get_by_role("link", name=re.compile("回访")).click()
    call = chief.get_by_role("listitem").filter(has_text=words)
    expect(call).to_contain_text("等得太久", timeout=WAIT)
    call.get_by_role("button", name="登记回访结果").click()
    call.get_by_label("回访结果").fill("已电话致歉")
    assert findings(chief, enhanced=False) == []
    assert not chief.evaluate(SIDEWAYS)
    call.get_by_role("button", name="保存").click()
    expect(call).to_have_count(0, timeout=WAIT)
    chief.get_by_role("button", name="已回访").click()
    expect(call).to_contain_text("已电话致歉", timeout=WAIT)
    call.get_by_role("link", name="查看会话").click()
    expect(chief.get_by_role("log")).to_contain_text(words, timeout=WAIT)


def test_an_ended_session_leads_to_the_sign_in_and_back_to_what_was_being_written(
    page: Page, product: Product, browser: Browser
) -> None:
    name = f"陈静{uuid.uuid4().hex[:4]}"
    login = add_member(product, name)
    with consoles(browser, product) as console:
        admin = console("管理员", "--role", "admin")
        desk = browser.new_context(locale="zh-CN").new_page()
        desk.goto(f"{product.url}/console/")
        sign_in(desk, login)
        words = f"想注销公司{uuid.uuid4().hex[:4]}"
        waits(page, product, words)
        queued(desk, words)
        desk.get_by_role("button", name="接入").click()
        desk.get_by_role("textbox", name="回复企业").fill("请先做清算备案")
        assert product.bot("staff", "sign-out", login).returncode == 0
        expect(desk.get_by_role("alert")).to_contain_text("登录已过期", timeout=60_000)
        sign_in(desk, login)
        expect(desk.get_by_role("textbox", name="回复企业")).to_have_value(
            "请先做清算备案", timeout=WAIT
        )
        expect(admin).to_have_url(re.compile("/console/members$"))
        assert findings(admin, enhanced=False) == []
        admin.reload()
        admin.get_by_role("button", name=re.compile(f"^让{name}在所有设备上退出")).click()
        admin.get_by_role("dialog").get_by_role("button", name="全部退出").click()
        expect(desk.get_by_role("alert")).to_contain_text("登录已过期", timeout=WAIT)
        desk.context.close()
