"""The console in browsers of its own, for tests of the desk."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect

from tests.e2e.staff import PASSWORD
from tests.e2e.test_chat_page import WAIT, open_chat, say
from tests.product import Product

SIZE = ViewportSize(width=1280, height=720)
SIDEWAYS = "document.documentElement.scrollWidth > window.innerWidth"
Opening = Callable[..., Page]


def add_member(product: Product, name: str, *options: str) -> str:
    """The login of a new member."""
    login = f"s{uuid.uuid4().hex[:8]}"
    added = product.bot("staff", "add", login, "--name", name, *options, stdin=f"{PASSWORD}\n" * 2)
    assert added.returncode == 0, added.stderr
    return login


def sign_in(page: Page, login: str) -> None:
    """On the page that asks for it."""
    page.get_by_label("用户名").fill(login)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page.locator(".head-menu")).to_be_visible(timeout=WAIT)


@contextmanager
def consoles(browser: Browser, product: Product) -> Iterator[Opening]:
    """Opens the console for a new member, signed in, in a browser of their own."""
    contexts: list[BrowserContext] = []

    def opening(name: str, *options: str) -> Page:
        login = add_member(product, name, *options)
        contexts.append(browser.new_context(locale="zh-CN", viewport=SIZE, reduced_motion="reduce"))
        page = contexts[-1].new_page()
        page.goto(f"{product.url}/console/")
        sign_in(page, login)
        return page

    yield opening
    for context in contexts:
        context.close()


def waits(page: Page, product: Product, words: str) -> None:
    """A visitor says something and waits for a person."""
    open_chat(page, product)
    say(page, words)
    expect(page.get_by_role("log")).to_contain_text(words, timeout=WAIT)
    page.get_by_role("button", name="转人工").first.click()
    expect(page.locator(".head-owner")).to_have_text(re.compile("^排队第"), timeout=WAIT)


def queued(desk: Page, words: str) -> None:
    """Open the waiting conversation in which this was said."""
    desk.get_by_role("tab", name="排队中").click()
    desk.get_by_role("button", name=re.compile(words)).click()


def told(desk: Page, words: str) -> None:
    desk.get_by_role("textbox", name="回复企业").fill(words)
    desk.get_by_role("textbox", name="回复企业").press("Enter")


def sign_out(desk: Page, how: str = "退出") -> None:
    desk.locator(".head-menu summary").click()
    desk.get_by_role("button", name=how, exact=True).click()
