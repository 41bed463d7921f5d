"""The chat page for those who see, hear, read or handle it otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.e2e.test_chat_page import WAIT, ask, open_chat
from tests.product import Product

LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
LOOKS: dict[str, tuple[str, Literal["light", "dark"]]] = {
    "light": ("", "light"),
    "elder": ("?elder=1", "light"),
    "dark": ("", "dark"),
    "elder in the dark": ("?elder=1", "dark"),
}
NARROW = [(360, 640), (640, 400), (320, 512)]
"""A small phone; a screen of 1280 px at 200 % and at 400 %."""
FOCUSED = """() => {
  const focused = document.activeElement
  const shown = focused.closest('.head-language') ?? focused
  return getComputedStyle(shown).outlineStyle
}"""
WIDER = """() => [...document.querySelectorAll('html, .talk-scroll, header button, form button')]
  .filter((box) => box.scrollWidth > box.clientWidth).map((box) => box.outerHTML.slice(0, 80))"""


@pytest.fixture(params=[(390, 844), (1280, 800)], ids=["phone", "desktop"])
def size(request: pytest.FixtureRequest) -> ViewportSize:
    """Width and height of a screen."""
    width, height = request.param
    return {"width": width, "height": height}


@pytest.fixture
def english(browser: Browser) -> Iterator[Page]:
    """A page of a browser that speaks English."""
    size: ViewportSize = {"width": 390, "height": 844}
    context = browser.new_context(locale="en-GB", viewport=size, reduced_motion="reduce")
    yield context.new_page()
    context.close()


def findings(page: Page, *, enhanced: bool) -> list[str]:
    """What axe objects to; `enhanced` asks for a contrast of 7:1."""
    options: dict[str, Any] = {
        "runOnly": {"type": "tag", "values": LEVELS},
        "rules": {"color-contrast-enhanced": {"enabled": enhanced}},
    }
    violations = Axe().run(page, options=options).response["violations"]
    return [f"{v['id']}: {node['html']}" for v in violations for node in v["nodes"]]


def tab_to(page: Page, role: Any, name: str, key: str = "Tab") -> None:
    """Press `key` until the focus is there, and see it on every step of the way."""
    target = page.get_by_role(role, name=name, exact=True).first
    for _ in range(60):
        page.keyboard.press(key)
        assert page.evaluate(FOCUSED) != "none"
        if target.evaluate("(it) => it === document.activeElement"):
            return
    pytest.fail(f"the keyboard does not reach {name}")


@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing(page: Page, product: Product, size: ViewportSize, look: str) -> None:
    query, scheme = LOOKS[look]
    elder = query != ""
    page.set_viewport_size(size)
    page.emulate_media(color_scheme=scheme)
    open_chat(page, product, query)
    assert findings(page, enhanced=elder) == []
    ask(page, "注册有限公司要准备哪些材料", "章程")
    page.locator("summary").first.click()
    assert findings(page, enhanced=elder) == []
    ask(page, "我要人工帮办", "第 . 步")
    assert findings(page, enhanced=elder) == []


@pytest.mark.parametrize("query", ["", "?elder=1", "?lang=en", "?lang=en&elder=1"])
def test_nothing_is_wider_than_the_screen(page: Page, product: Product, query: str) -> None:
    open_chat(page, product, query)
    ask(page, "注册有限公司要准备哪些材料", "章程")
    for summary in page.locator("summary").all():
        summary.click()
    for width, height in NARROW:
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate(WIDER) == []
        for tool in page.get_by_role("banner").locator("button, select").all():
            box = tool.bounding_box()
            assert box and box["x"] >= 0 and box["x"] + box["width"] <= width


def test_elder_mode_is_large_and_remembered(page: Page, product: Product) -> None:
    open_chat(page, product)
    switch = page.get_by_role("switch", name=re.compile("大字.*长者模式"))
    before = page.get_by_role("log").evaluate("(it) => parseFloat(getComputedStyle(it).fontSize)")
    switch.click()
    expect(switch).to_be_checked()
    after = page.get_by_role("log").evaluate("(it) => parseFloat(getComputedStyle(it).fontSize)")
    assert after / before == pytest.approx(1.35, abs=0.01)
    for target in page.locator("button, select, textarea").all():
        box = target.bounding_box()
        assert box and box["width"] >= 48 and box["height"] >= 48
    expect(page.get_by_text("发送", exact=True)).to_be_visible()
    page.reload()
    expect(switch).to_be_checked()


def test_large_type_keeps_the_end_of_the_conversation_in_view(page: Page, product: Product) -> None:
    open_chat(page, product)
    ask(page, "注册有限公司要准备哪些材料", "章程")
    scroller = page.locator(".talk-scroll")
    scroller.evaluate("box => (box.scrollTop = box.scrollHeight)")
    page.get_by_role("switch").click()
    left = "box => box.scrollHeight - box.clientHeight - box.scrollTop"
    expect(page.locator("html")).to_have_class(re.compile("elder"))
    assert scroller.evaluate(left) < 2


def test_the_switch_outlives_what_the_address_asked_for(page: Page, product: Product) -> None:
    open_chat(page, product, "?elder=1&site=demo")
    switch = page.get_by_role("switch")
    expect(switch).to_be_checked()
    switch.click()
    page.reload()
    expect(switch).not_to_be_checked()
    assert page.url.endswith("?site=demo")


def test_the_frame_speaks_another_language_and_remembers_it(page: Page, product: Product) -> None:
    open_chat(page, product)
    menu = page.get_by_role("combobox")
    menu.select_option("繁體中文")
    expect(page.get_by_role("button", name="轉人工", exact=True)).to_be_visible()
    assert page.locator("html").get_attribute("lang") == "zh-Hant"
    page.reload()
    expect(page.get_by_role("button", name="轉人工", exact=True)).to_be_visible(timeout=WAIT)
    menu.select_option("English")
    expect(page.get_by_text("Answers come in simplified Chinese")).to_have_count(1)
    ask(page, "商标注册多少钱", "270")
    expect(page.get_by_role("log")).to_contain_text("Source: ")
    assert page.locator("html").get_attribute("lang") == "en"
    language = "(it) => it.closest('[lang]').lang"
    answer = page.locator("[data-kind=answer]")
    assert answer.locator(".answer-direct > *").evaluate(language) == "zh-CN"
    assert answer.get_by_role("button", name="Useful", exact=True).evaluate(language) == "en"


def test_the_browser_chooses_the_language(english: Page, product: Product) -> None:
    open_chat(english, product)
    expect(english.get_by_role("button", name="Ask a person")).to_be_visible()
    assert findings(english, enhanced=False) == []
    open_chat(english, product, "?lang=zh-TW")
    expect(english.get_by_role("button", name="轉人工")).to_be_visible()


def test_without_its_dictionary_the_page_keeps_its_language(page: Page, product: Product) -> None:
    open_chat(page, product)
    page.route("**/words.en-*", lambda route: route.abort())
    menu = page.get_by_role("combobox")
    with page.expect_event("requestfailed"):
        menu.select_option("English")
    expect(menu).to_have_value("zh-CN")
    expect(page.get_by_role("button", name="转人工", exact=True)).to_be_visible()


def test_everything_by_keyboard(page: Page, product: Product) -> None:
    open_chat(page, product)
    tab_to(page, "switch", "大字 长者模式")
    page.keyboard.press("Space")
    expect(page.get_by_role("switch")).to_be_checked()
    tab_to(page, "textbox", "输入您的问题")
    page.keyboard.type("商标注册多少钱")
    page.keyboard.press("Enter")
    expect(page.get_by_role("log")).to_contain_text("270", timeout=WAIT)
    fold = page.locator("details:not([open]) > summary").last
    for _ in range(60):
        page.keyboard.press("Shift+Tab")
        if fold.evaluate("(it) => it === document.activeElement"):
            break
    page.keyboard.press("Enter")
    expect(page.locator("details[open]").last).to_be_visible()
    tab_to(page, "button", "1 注册公司", "Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("log")).to_contain_text("设立登记", timeout=WAIT)
    tab_to(page, "button", "转人工", "Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("banner")).to_contain_text("排队", timeout=WAIT)


def test_escape_closes_the_languages_and_then_the_chat(page: Page, product: Product) -> None:
    page.goto(product.demo_url)
    opener = page.get_by_role("button", name=re.compile("咨询|客服|助手|对话|聊")).first
    opener.click()
    frame = page.frame_locator("iframe").first
    expect(frame.get_by_role("log")).to_contain_text("不是真人", timeout=WAIT)
    menu = frame.get_by_role("combobox")
    menu.focus()
    page.keyboard.press("Alt+ArrowDown")
    page.keyboard.press("Escape")
    expect(menu).to_be_focused()
    expect(page.locator("iframe")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("iframe")).not_to_be_visible()
    expect(opener).to_be_focused()


def test_new_messages_and_errors_are_announced(page: Page, product: Product) -> None:
    open_chat(page, product)
    log = page.get_by_role("log", name="对话内容")
    expect(log).to_have_attribute("aria-busy", "false")
    page.get_by_role("textbox").fill("长" * 2001)
    expect(page.get_by_role("status").filter(has_text="多了 1 字")).to_be_visible()
    expect(page.get_by_role("textbox")).to_have_attribute("aria-invalid", "true")


def test_motion_and_colours_of_the_reader_are_respected(page: Page, product: Product) -> None:
    page.emulate_media(forced_colors="active", reduced_motion="reduce")
    open_chat(page, product)
    send = page.get_by_role("button", name="发送")
    assert send.evaluate("(it) => getComputedStyle(it).borderTopStyle") == "solid"
    row = page.locator(".row-message").last
    assert row.evaluate("(it) => parseFloat(getComputedStyle(it).animationDuration)") < 0.001


def test_enter_chooses_a_word_while_composing_and_sends_afterwards(
    page: Page, product: Product
) -> None:
    open_chat(page, product)
    box = page.get_by_role("textbox")
    box.focus()
    keyboard = page.context.new_cdp_session(page)
    keyboard.send(
        "Input.imeSetComposition", {"text": "gong", "selectionStart": 4, "selectionEnd": 4}
    )
    # An input method takes the key itself; the page sees it as part of the composition (229).
    enter = {"key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 229}
    keyboard.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", **enter})
    keyboard.send("Input.dispatchKeyEvent", {"type": "keyUp", **enter})
    expect(box).to_have_value("gong")
    expect(page.locator(".row-message.own")).to_have_count(0)
    keyboard.send("Input.insertText", {"text": "公章丢了"})
    expect(box).to_have_value("公章丢了")
    box.press("Enter")
    expect(page.get_by_role("log")).to_contain_text("公章丢了", timeout=WAIT)
    expect(box).to_have_value("")
