"""`python -m scripts.pictures --url … --out …`: the chat page in each of its states, as pictures.

The product must be running. Two sizes of screen; the states that take most are put side by side by
whoever needs them in a document. `--console LOGIN` adds the staff's console at work, as that member
sees it, `--trainer LOGIN` the pages of the training; `--console LOGIN --supervisor LOGIN` also what
else the desk has: who watches, the end of a case, tickets, calls and figures (STAFF_PASSWORD is the
password of all). For the console nothing else must wait in the queue.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from bench.widget import FLAGS

WAIT = 30_000
PHONE, DESKTOP, CONSOLE = (390, 844), (1280, 800), (1280, 720)
WECHAT = (375, 667)
"""What WeChat leaves of a small phone's screen."""
TRAINING = ("inbox", "examples", "changes", "models", "coverage")
FORM = ("我要人工帮办", "公章丢了", "公章和发票章一起丢了", "同意", "徐汇示例科技有限公司", "跳过")


def _say(page: Page, text: str) -> None:
    count = page.locator(".by-bot").count()
    page.get_by_role("textbox").fill(text)
    page.get_by_role("textbox").press("Enter")
    expect(page.locator(".by-bot")).not_to_have_count(count, timeout=WAIT)
    page.wait_for_timeout(600)


def _welcome(page: Page) -> None:
    page.wait_for_timeout(500)


def _answer(page: Page) -> None:
    _say(page, "注册有限公司要准备哪些材料")
    page.locator("summary").nth(1).click()


def _typing(page: Page) -> None:
    page.get_by_role("textbox").press_sequentially("公章", delay=30)
    page.wait_for_timeout(900)


def _form(page: Page) -> None:
    for text in FORM[:4]:
        _say(page, text)


def _summary(page: Page) -> None:
    for text in (*FORM, "陈女士", "13800138000", "跳过"):
        _say(page, text)


def _queue(page: Page) -> None:
    page.get_by_role("button", name="转人工").first.click()
    expect(page.locator(".head-owner")).to_contain_text("第", timeout=WAIT)


def _files(page: Page) -> None:
    picture = page.locator("header").screenshot()
    document = b"%PDF-1.7\n" + bytes(240_000)
    chosen = page.get_by_label("发图片或 PDF")
    chosen.set_input_files([{"name": "营业执照.png", "mimeType": "image/png", "buffer": picture}])
    expect(page.locator(".file-picture img")).to_be_visible(timeout=WAIT)
    chosen.set_input_files(
        [
            {"name": "公司章程.pdf", "mimeType": "application/pdf", "buffer": document},
            {"name": "合同.docx", "mimeType": "application/msword", "buffer": b"PK"},
        ]
    )
    expect(page.get_by_role("button", name="下载")).to_be_visible(timeout=WAIT)


def _offline(page: Page) -> None:
    page.context.set_offline(True)
    page.get_by_role("textbox").fill("网络断了还能写吗")
    page.get_by_role("textbox").press("Enter")
    page.wait_for_timeout(2500)


def _signed_in(page: Page, url: str, login: str) -> None:
    page.goto(f"{url}/console/")
    page.get_by_label("用户名").fill(login)
    page.get_by_label("密码").fill(os.environ["STAFF_PASSWORD"])
    page.get_by_role("button", name="登录").click()
    expect(page.locator(".head-menu")).to_be_visible(timeout=WAIT)


def _training(browser: Browser, url: str, login: str, out: Path) -> None:
    """Every page of the training, with whatever is there."""
    for dark in (False, True):
        with _context(browser, CONSOLE, dark) as context:
            page = context.new_page()
            _signed_in(page, url, login)
            for name in TRAINING:
                page.goto(f"{url}/console/training/{name}")
                page.wait_for_load_state("networkidle")
                first = page.locator(".inbox-row, .models-item").first
                if first.count():
                    first.click()
                page.wait_for_timeout(1500)
                page.screenshot(path=out / f"training-{name}{'-dark' if dark else ''}.png")


def _wechat(browser: Browser, url: str, file: Path) -> None:
    """A conversation as wide as WeChat shows it."""
    with _context(browser, WECHAT, dark=False) as context:
        page = context.new_page()
        page.goto(f"{url}/h5/")
        expect(page.locator(".by-bot").first).to_be_visible(timeout=WAIT)
        for text in ("公章丢了", "要带什么材料"):
            _say(page, text)
        page.screenshot(path=file)


def _console(browser: Browser, url: str, login: str, file: Path) -> None:
    """A member in the middle of a case, with another one in the queue."""
    with (
        _context(browser, PHONE, dark=False) as first,
        _context(browser, PHONE, dark=False) as second,
        _context(browser, CONSOLE, dark=False) as staff,
    ):
        visitors = first.new_page(), second.new_page()
        for page, words in zip(visitors, ("公章丢了怎么补办", "数电票开不出来"), strict=True):
            page.goto(f"{url}/h5/")
            expect(page.locator(".by-bot").first).to_be_visible(timeout=WAIT)
            _say(page, words)
            _queue(page)
        desk = staff.new_page()
        _signed_in(desk, url, login)
        desk.get_by_role("tab", name="排队中").click(timeout=WAIT)
        desk.get_by_role("button", name="公章丢了怎么补办").first.click(timeout=WAIT)
        desk.get_by_role("button", name="接入").click()
        box = desk.get_by_role("textbox", name="回复企业")
        box.fill("您好，公章是在本区备案的吗？")
        box.press("Enter")
        expect(visitors[0].get_by_role("log")).to_contain_text("备案的吗", timeout=WAIT)
        visitors[0].wait_for_timeout(3000)
        visitors[0].get_by_role("textbox").press_sequentially("是的", delay=80)
        desk.wait_for_timeout(700)
        desk.screenshot(path=file)


def _asks(page: Page, url: str, words: str) -> None:
    """A visitor who waits for a person."""
    page.goto(f"{url}/h5/")
    expect(page.locator(".by-bot").first).to_be_visible(timeout=WAIT)
    _say(page, words)
    _queue(page)


def _ticket(desk: Page) -> None:
    """Made by who has the conversation, for an enterprise that does not exist."""
    desk.get_by_role("button", name="登记帮办单", exact=True).click()
    form = desk.get_by_role("dialog")
    # The question is what the visitor has said, and comes once that has been read.
    expect(form.get_by_label("问题")).not_to_have_value("", timeout=WAIT)
    form.get_by_label("单位名称").fill("徐汇示例科技有限公司")
    form.get_by_label("联系人").fill("陈女士")
    form.get_by_label("电话", exact=True).fill("13800138000")
    form.get_by_role("button", name="登记").click()
    expect(form).to_be_hidden(timeout=WAIT)


def _pages_of_the_desk(browser: Browser, url: str, logins: tuple[str, str], out: Path) -> None:
    """One case from its beginning to the call after a bad grade, with a supervisor who watches."""
    words = "公章丢了怎么补办"
    with (
        _context(browser, PHONE, dark=False) as phone,
        _context(browser, CONSOLE, dark=False) as staff,
        _context(browser, CONSOLE, dark=False) as above,
    ):
        visitor, desk, watching = phone.new_page(), staff.new_page(), above.new_page()
        _asks(visitor, url, words)
        _signed_in(desk, url, logins[0])
        desk.get_by_role("tab", name="排队中").click(timeout=WAIT)
        desk.get_by_role("button", name=words).first.click(timeout=WAIT)
        desk.get_by_role("button", name="接入").click()
        box = desk.get_by_role("textbox", name="回复企业")
        box.fill("您好，公章是在本区备案的吗？")
        box.press("Enter")
        expect(visitor.get_by_role("log")).to_contain_text("备案的吗", timeout=WAIT)
        _ticket(desk)

        _signed_in(watching, url, logins[1])
        watching.get_by_role("tab", name="同事会话").click(timeout=WAIT)
        watching.get_by_role("button", name=words).first.click(timeout=WAIT)
        note = watching.get_by_role("textbox", name="内部备注")
        note.fill("请核对一下营业执照上的名称。")
        note.press("Enter")
        expect(desk.get_by_role("log")).to_contain_text("执照上的名称", timeout=WAIT)
        watching.wait_for_timeout(800)
        watching.screenshot(path=out / "desk-watching.png")

        desk.get_by_role("button", name="结束会话").click()
        desk.get_by_role("dialog").get_by_label("转帮办单跟进").check()
        desk.wait_for_timeout(800)
        desk.screenshot(path=out / "desk-ending.png")
        desk.get_by_role("dialog").get_by_role("button", name="结束会话").click()
        visitor.get_by_role("button", name="不满意").first.click(timeout=WAIT)
        visitor.get_by_role("button", name="说得不清楚").first.click(timeout=WAIT)

        desk.get_by_role("link", name="帮办单", exact=True).click()
        desk.locator(".tickets-list tbody button").first.click(timeout=WAIT)
        expect(desk.locator(".desk-done.shown")).to_have_count(0, timeout=WAIT)
        desk.wait_for_timeout(800)
        desk.screenshot(path=out / "desk-tickets.png")
        watching.goto(f"{url}/console/follow-ups")
        watching.wait_for_timeout(1500)
        watching.screenshot(path=out / "desk-calls.png")
        watching.goto(f"{url}/console/figures")
        watching.wait_for_load_state("networkidle")
        watching.wait_for_timeout(1500)
        watching.screenshot(path=out / "desk-figures.png")


STATES: dict[str, tuple[str, Callable[[Page], None]]] = {
    "welcome": ("", _welcome),
    "answer": ("", _answer),
    "suggestions": ("", _typing),
    "form": ("", _form),
    "summary": ("", _summary),
    "queue": ("", _queue),
    "files": ("", _files),
    "offline": ("", _offline),
    "elder": ("?elder=1", _answer),
    "english": ("?lang=en", _answer),
}


@contextmanager
def _context(browser: Browser, size: tuple[int, int], dark: bool) -> Iterator[BrowserContext]:
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        device_scale_factor=2 if size in (PHONE, WECHAT) else 1,
        locale="zh-CN",
        color_scheme="dark" if dark else "light",
        reduced_motion="reduce",
    )
    yield context
    context.close()


def main() -> int:
    parser = argparse.ArgumentParser(prog="scripts.pictures")
    parser.add_argument("--url", default="http://127.0.0.1:8080")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--only", nargs="*", choices=STATES, default=list(STATES))
    parser.add_argument("--wechat", action="store_true")
    parser.add_argument("--console", metavar="LOGIN")
    parser.add_argument("--supervisor", metavar="LOGIN")
    parser.add_argument("--trainer", metavar="LOGIN")
    asked = parser.parse_args()
    asked.out.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        chromium = shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        for name in asked.only:
            query, act = STATES[name]
            for kind, size in (("phone", PHONE), ("desktop", DESKTOP)):
                for dark in (False, True) if name in ("answer", "files") else (False,):
                    with _context(browser, size, dark) as context:
                        page = context.new_page()
                        page.goto(f"{asked.url}/h5/{query}")
                        expect(page.locator(".by-bot").first).to_be_visible(timeout=WAIT)
                        act(page)
                        file = f"{name}-{kind}{'-dark' if dark else ''}.png"
                        page.screenshot(path=asked.out / file)
        if asked.wechat:
            _wechat(browser, asked.url, asked.out / "wechat.png")
        if asked.trainer:
            _training(browser, asked.url, asked.trainer, asked.out)
        # First: it ends its case, and the other one leaves two.
        if asked.console and asked.supervisor:
            logins = asked.console, asked.supervisor
            _pages_of_the_desk(browser, asked.url, logins, asked.out)
        if asked.console:
            _console(browser, asked.url, asked.console, asked.out / "console.png")
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
