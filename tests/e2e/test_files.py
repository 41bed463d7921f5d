"""Pictures and documents: chosen, on their way with progress, seen, and refused with a reason."""

from __future__ import annotations

import base64
import re

import pytest
from playwright.sync_api import FilePayload, Page, Route, expect

from tests.e2e.test_chat_page import WAIT, open_chat
from tests.e2e.test_for_everybody import findings
from tests.product import Product

PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAEklEQVR4nGP4z8CAFWEXHbQSACj/P8Fu7N9h"
    "AAAAAElFTkSuQmCC"
)


def file(name: str, media: str, content: bytes) -> FilePayload:
    return {"name": name, "mimeType": media, "buffer": content}


def choose(page: Page, *files: FilePayload) -> None:
    page.get_by_label("发图片或 PDF").set_input_files(list(files))


def test_a_picture_is_sent_seen_and_still_there_after_a_reload(
    page: Page, product: Product
) -> None:
    open_chat(page, product)
    choose(page, file("营业执照.png", "image/png", PICTURE))
    log = page.get_by_role("log")
    for _ in range(2):
        picture = log.get_by_role("img", name="营业执照.png")
        expect(picture).to_be_visible(timeout=WAIT)
        assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") == 8
        expect(log).to_contain_text("转人工后工作人员能看到")
        page.reload()


@pytest.mark.parametrize("query", ["", "?elder=1"])
def test_what_cannot_be_taken_is_refused_for_its_size_and_for_its_kind(
    page: Page, product: Product, query: str
) -> None:
    open_chat(page, product, query)
    main = page.get_by_role("main")
    choose(page, file("合同.docx", "application/msword", b"PK\x03\x04"))
    expect(main.get_by_role("alert").first).to_contain_text("只能发图片", timeout=WAIT)
    choose(page, file("扫描.pdf", "application/pdf", b"%PDF-1.7\n" + bytes(11 * 1024**2)))
    expect(main.get_by_role("alert").nth(1)).to_contain_text("最多 10 MB")
    # It calls itself a picture, and only the server finds out that it is none.
    choose(page, file("照片.png", "image/png", b"<html><script>alert(1)</script>"))
    expect(main.get_by_role("alert").nth(2)).to_contain_text("只能发图片", timeout=WAIT)
    expect(main.get_by_role("button", name="重试")).to_have_count(0)
    assert findings(page, enhanced=query != "") == []
    for _ in range(3):
        main.get_by_role("button", name="删除").first.click()
    expect(main.get_by_role("alert")).to_have_count(0)


def test_a_file_that_did_not_get_through_is_tried_again_and_arrives_once(
    page: Page, product: Product
) -> None:
    open_chat(page, product)
    tries: list[str] = []

    def answer(route: Route) -> None:
        tries.append(route.request.url)
        if len(tries) == 1:
            route.abort()
        elif len(tries) == 2:
            route.fetch()  # it arrives, and the answer is lost
            route.abort()
        else:
            route.continue_()

    page.route(re.compile("/api/visitor/files\\?"), answer)
    choose(page, file("申请书.pdf", "application/pdf", b"%PDF-1.7\n" + bytes(2000)))
    again = page.get_by_role("button", name="重试")
    again.click(timeout=WAIT)
    log = page.get_by_role("log")
    # The log tells what the lost answer could not.
    expect(log.get_by_text("申请书.pdf", exact=True)).to_have_count(1, timeout=WAIT)
    expect(again).to_have_count(0, timeout=WAIT)
    with page.expect_download() as saved:
        log.get_by_role("button", name="下载").click()
    assert saved.value.suggested_filename == "申请书.pdf"
    assert saved.value.path().read_bytes().startswith(b"%PDF-1.7")


def test_a_picture_in_the_clipboard_is_pasted(page: Page, product: Product) -> None:
    open_chat(page, product)
    page.get_by_role("textbox").evaluate(
        """(area, bytes) => {
          const data = new DataTransfer()
          data.items.add(new File([new Uint8Array(bytes)], 'image.png', { type: 'image/png' }))
          area.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true }))
        }""",
        list(PICTURE),
    )
    expect(page.get_by_role("log").get_by_role("img")).to_be_visible(timeout=WAIT)
