"""What somebody writes is shown as it was written, and is never more than words."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.console import consoles, queued, told
from tests.e2e.test_chat_page import WAIT, ask, open_chat, say
from tests.product import Product

MARKUP = '<img src=x onerror="window.hit = 1"><script>window.hit = 1</script>'
NAME = "陈<b onclick=hit()>静"
WATCH = """
  window.broken = []
  const note = (event) => window.broken.push(event.violatedDirective)
  addEventListener('securitypolicyviolation', note)
"""


def harmless(page: Page) -> bool:
    """Nothing of it ran, and nothing tried to."""
    ran: bool = page.evaluate("window.hit !== undefined || window.broken.length > 0")
    return not ran


def test_markup_of_visitors_and_staff_stays_words_on_every_page(
    page: Page, product: Product, browser: Browser
) -> None:
    page.add_init_script(WATCH)
    open_chat(page, product)
    say(page, MARKUP)
    log = page.get_by_role("log")
    expect(log).to_contain_text(MARKUP, timeout=WAIT)
    page.get_by_role("button", name="转人工").first.click()
    expect(page.locator(".head-owner")).to_have_text(re.compile("^排队第"), timeout=WAIT)
    with consoles(browser, product) as opening:
        desk = opening(NAME)
        desk.add_init_script(WATCH)
        desk.reload()
        queued(desk, re.escape(MARKUP[:20]))
        desk.get_by_role("button", name="接入").click()
        told(desk, MARKUP)
        expect(desk.get_by_role("log")).to_contain_text(MARKUP, timeout=WAIT)
        expect(log.locator(".by-staff")).to_contain_text(MARKUP, timeout=WAIT)
        expect(page.locator(".head-owner")).to_contain_text(NAME, timeout=WAIT)
        supervisor = opening("主管", "--role", "supervisor")
        supervisor.add_init_script(WATCH)
        supervisor.goto(desk.url)
        expect(supervisor.get_by_role("log")).to_contain_text(MARKUP, timeout=WAIT)
        assert all(harmless(one) for one in (page, desk, supervisor))


@pytest.mark.parametrize("typed", ["/handoff", '／handoff{"matter": "reg_seal"}', " /restart"])
def test_a_command_of_the_engine_that_is_typed_is_only_text(
    page: Page, product: Product, typed: str
) -> None:
    open_chat(page, product)
    ask(page, "公章丢了", "公章刻制")
    before = page.locator(".by-bot").count()
    say(page, typed)
    expect(page.locator(".by-bot")).not_to_have_count(before, timeout=WAIT)
    expect(page.locator(".head-owner")).not_to_have_text(re.compile("排队"))
    # What was talked of is still known: nothing was restarted.
    ask(page, "那要多久", "公章")
