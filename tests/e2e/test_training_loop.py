"""A sentence that nobody taught: misunderstood, corrected, learnt, served, taken back, tried."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.console import consoles
from tests.e2e.learning import learning_product
from tests.e2e.test_chat_page import WAIT, open_chat, say
from tests.e2e.test_for_everybody import findings
from tests.product import Product

SENTENCE = "那个圆圆的红疙瘩寻不着了咋整"
RIGHT = "公章与电子印章"
TITLE = "补充公章遗失的口语问法"
LONG = 240_000
"""Milliseconds for a training or an evaluation of few examples, and for a model that starts."""


@pytest.fixture(scope="module")
def learning(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    with learning_product(tmp_path_factory.mktemp("learning")) as running:
        yield running


def answered(browser: Browser, product: Product) -> str:
    """What a new visitor sees after the sentence."""
    context = browser.new_context(locale="zh-CN", reduced_motion="reduce")
    page = context.new_page()
    open_chat(page, product)
    before = page.locator(".by-bot").count()
    say(page, SENTENCE)
    expect(page.locator(".by-bot")).not_to_have_count(before, timeout=WAIT)
    text = page.locator(".by-bot").last.inner_text()
    context.close()
    return text


def page_of(desk: Page, name: str) -> None:
    desk.get_by_role("navigation", name="训练页面").get_by_role("link", name=name).click()


def correct(trainer: Page) -> None:
    """In the inbox, which the sentence reaches by itself."""
    row = trainer.get_by_role("region", name="要看的话").get_by_role("button", name=SENTENCE)
    for _ in range(30):
        if row.count():
            break
        trainer.get_by_role("button", name="刷新").click()
        trainer.wait_for_timeout(1_000)
    row.click()
    expect(trainer.get_by_role("heading", name=SENTENCE)).to_be_visible(timeout=WAIT)
    assert not findings(trainer, enhanced=False)
    picker = trainer.get_by_role("combobox", name="其他意图或事项")
    picker.fill("公章")
    picker.press("Enter")
    trainer.get_by_role("button", name=re.compile("保存")).click()
    done = trainer.get_by_text(f"已改正为“{RIGHT}”", exact=True)
    warned = trainer.get_by_role("list", name="保存前请看")
    expect(done.or_(warned)).to_be_visible(timeout=WAIT)
    if warned.count():
        trainer.get_by_role("button", name="仍然保存").click()
    expect(done).to_be_visible(timeout=WAIT)


def hand_in(trainer: Page) -> None:
    page_of(trainer, "修改")
    trainer.get_by_role("group", name="处理这份修改").get_by_role("button", name="提交审核").click()
    dialog = trainer.get_by_role("dialog", name="提交修改")
    dialog.get_by_role("textbox", name="标题").fill(TITLE)
    dialog.get_by_role("button", name="提交审核").click()
    handed_in = re.compile(f"{TITLE}.*待审核")
    expect(trainer.get_by_role("button", name=handed_in).first).to_be_visible(timeout=WAIT)
    assert not findings(trainer, enhanced=False)


def approve(reviewer: Page) -> None:
    page_of(reviewer, "修改")
    reviewer.get_by_role("button", name=re.compile(f"{TITLE}.*待审核")).click()
    reviewer.get_by_role("button", name="用 Rasa 检查").click()
    expect(reviewer.get_by_text("没有问题")).to_be_visible(timeout=LONG)
    reviewer.get_by_role("group", name="处理这份修改").get_by_role("button", name="通过").click()
    dialog = reviewer.get_by_role("dialog", name="通过这份修改")
    dialog.get_by_role("button", name="通过").click()
    approved = re.compile(f"{TITLE}.*已通过")
    expect(reviewer.get_by_role("button", name=approved).first).to_be_visible(timeout=WAIT)


def train(desk: Page) -> None:
    page_of(desk, "模型")
    expect(desk.get_by_text("份已通过的修改等待训练")).to_be_visible(timeout=WAIT)
    desk.get_by_role("button", name="训练新模型").click()
    expect(desk.get_by_role("progressbar", name="训练").first).to_be_visible(timeout=WAIT)
    # The socket may tell of the training before the answer that puts it into the address.
    expect(desk).to_have_url(re.compile("training="), timeout=WAIT)
    desk.reload()
    expect(desk.get_by_role("progressbar", name="训练").first).to_be_visible(timeout=WAIT)
    expect(desk.get_by_role("log", name="训练日志")).to_contain_text("encode", timeout=LONG)
    desk.get_by_role("button", name="和线上模型比较").click(timeout=LONG)
    expect(desk.get_by_role("heading", name="发布门槛")).to_be_visible(timeout=LONG)


def compare(desk: Page) -> None:
    expect(desk.get_by_role("region", name="按业务组")).to_contain_text("封存集")
    assert not findings(desk, enhanced=False)
    desk.get_by_role("button", name="变化的句子").click()
    better = desk.get_by_role("region", name="变好")
    expect(better).to_contain_text(SENTENCE)
    for view in ("容易混淆", "按事项", "交叉验证", "训练日志"):
        desk.get_by_role("button", name=view).click()
        assert not findings(desk, enhanced=False)


def publish(desk: Page, share: str = "全部会话", button: str = "发布这个模型") -> None:
    desk.get_by_role("button", name="发布这个模型").click()
    dialog = desk.get_by_role("dialog", name="发布新模型")
    dialog.get_by_label("给哪些会话").select_option(label=share)
    assert not findings(desk, enhanced=False)
    if dialog.get_by_role("textbox").count():
        dialog.get_by_role("textbox").fill("句子太少，门槛说明不了什么")
    dialog.get_by_role("button", name=button).click()


def roll_back(desk: Page) -> None:
    page_of(desk, "模型")
    assert not findings(desk, enhanced=False)
    desk.get_by_role("button", name="回到这个模型").click()
    dialog = desk.get_by_role("dialog", name="回到第 1 次发布的模型")
    dialog.get_by_role("button", name="回到这个模型").click()
    served(desk, 3)


def served(desk: Page, number: int) -> None:
    expect(desk.get_by_text(f"线上模型：第 {number} 次发布")).to_be_visible(timeout=LONG)


def try_out(desk: Page, number: int) -> None:
    """Give the trained model half of the conversations."""
    page_of(desk, "模型")
    trained = desk.get_by_role("region", name="训练列表").get_by_role("listitem")
    trained.get_by_role("button").click()
    publish(desk, "先给 50% 的会话试用", "开始试用")
    expect(desk.get_by_text(f"试用：第 {number} 次发布")).to_be_visible(timeout=LONG)


def both_answer(browser: Browser, product: Product) -> None:
    """Some visitors are understood, others are not yet."""
    seen: set[bool] = set()
    for _ in range(20):
        seen.add(RIGHT in answered(browser, product))
        if len(seen) == 2:
            return
    raise AssertionError(seen)


def compare_sides(desk: Page) -> None:
    desk.reload()
    table = desk.get_by_role("table")
    for cell in table.get_by_role("row", name="回答的话").get_by_role("cell").all():
        expect(cell).to_have_text(re.compile("[1-9]"), timeout=WAIT)
    expect(table.get_by_role("row", name="转人工")).to_contain_text("太少")
    assert not findings(desk, enhanced=False)


def end_trial(desk: Page, how: str) -> None:
    desk.get_by_role("button", name=how).click()
    dialog = desk.get_by_role("dialog")
    assert not findings(desk, enhanced=False)
    dialog.get_by_role("button", name=how).click()
    expect(dialog).to_be_hidden(timeout=WAIT)


def test_a_misunderstood_sentence_is_taught_released_taken_back_and_tried(
    browser: Browser, learning: Product
) -> None:
    assert RIGHT not in answered(browser, learning)
    with consoles(browser, learning) as opening:
        trainer = opening("林老师", "--role", "trainer")
        correct(trainer)
        hand_in(trainer)
        other = opening("周老师", "--role", "trainer")
        approve(other)
        train(trainer)
        compare(trainer)
        publish(trainer)
        served(trainer, 2)
        assert RIGHT in answered(browser, learning)
        roll_back(trainer)
        assert RIGHT not in answered(browser, learning)
        try_out(trainer, 4)
        both_answer(browser, learning)
        compare_sides(trainer)
        page_of(other, "模型")
        end_trial(other, "收回")
        expect(trainer.get_by_text("由周老师收回")).to_be_visible(timeout=WAIT)
        assert not any(RIGHT in answered(browser, learning) for _ in range(4))
        try_out(other, 5)
        end_trial(other, "发布到全部会话")
        served(trainer, 5)
        assert all(RIGHT in answered(browser, learning) for _ in range(4))
