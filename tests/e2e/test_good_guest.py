"""The widget on somebody else's page: it harms nothing there, and nothing there harms it."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.e2e.test_chat_page import WAIT
from tests.product import Product

HOSTILE = """
* { all: unset !important; display: none !important; position: static !important;
  font-size: 60px !important; visibility: hidden !important; pointer-events: none !important }
iframe, button { width: 1px !important; height: 1px !important; opacity: 0 !important }
"""
BODY = "html, body { display: block !important; visibility: visible !important }"
OURS = re.compile("咨询|助手")


def test_a_hostile_style_sheet_does_not_reach_the_widget(page: Page, product: Product) -> None:
    page.goto(product.demo_url)
    page.add_style_tag(content=HOSTILE)
    page.add_style_tag(
        content="html, body { display: block !important; visibility: visible !important }"
    )
    button = page.get_by_role("button", name=OURS)
    box = button.bounding_box()
    assert box is not None and (box["width"], box["height"]) == (56, 56)
    button.click()
    frame = page.frame_locator("iframe")
    expect(frame.get_by_role("log")).to_contain_text("不是真人", timeout=WAIT)


def test_the_page_around_keeps_its_names_cookies_storage_and_style(
    page: Page, product: Product
) -> None:
    requested: list[str] = []
    page.on("request", lambda request: requested.append(request.url))
    page.route("**/embed.js", lambda route: route.abort())
    page.goto(product.demo_url)
    look = "() => [...document.querySelectorAll('body *')].map((e) => getComputedStyle(e).cssText)"
    names = "() => Object.getOwnPropertyNames(window).sort()"
    before = page.evaluate(look), page.evaluate(names)
    page.unroute("**/embed.js")
    page.reload()
    page.get_by_role("button", name=OURS).click()
    expect(page.frame_locator("iframe").get_by_role("log")).to_contain_text(
        "不是真人", timeout=WAIT
    )
    own = "() => [...document.querySelectorAll('body *:not(esa-widget)')]"
    after = page.evaluate(f"{own}.map((e) => getComputedStyle(e).cssText)"), page.evaluate(names)
    assert after == before
    assert page.context.cookies() == []
    assert page.evaluate("() => localStorage.length + sessionStorage.length") == 0
    ours = (product.url, product.demo_url.removesuffix("/demo/"))
    assert [url for url in requested if not url.startswith((*ours, "data:"))] == []
