"""`python -m bench.widget`: the widget in Chromium on a slow phone, as a visitor of another site.

Every run has a browser of its own, with nothing cached. The time counts from the press of the
button (or from the opening of the page by itself) until the assistant's first words are drawn.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import shutil
import statistics
import sys
from dataclasses import dataclass
from typing import Any

import aiohttp
from playwright.async_api import Browser, Frame, Page, async_playwright

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
"""Of Debian's Chromium, also in the browser tests and for the pictures."""
SLOW_4G = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 1_638_400 / 8,
    "uploadThroughput": 675_000 / 8,
}
"""Lighthouse's "slow 4G": 150 ms, 1.6 Mbit/s down, 675 kbit/s up; for each request."""
SLOWER_CPU = 4
PHONE = {"width": 390, "height": 844}
DRAWN = """
addEventListener('DOMContentLoaded', () => {
  const look = () => {
    if (!document.querySelector('[role=log] .bubble')) return false
    requestAnimationFrame(() => (window.drawnAt = performance.timeOrigin + performance.now()))
    return true
  }
  const observer = new MutationObserver(() => look() && observer.disconnect())
  observer.observe(document, { childList: true, subtree: true })
})
"""
"""Notes when the first words are drawn, in every frame."""
PRESS = """() => {
  const at = performance.timeOrigin + performance.now()
  document.querySelector('esa-widget').shadowRoot.querySelector('button').click()
  return at
}"""
"""Without a pointer that comes near first: that would begin to load before the press."""
SIZES = """() => [performance.getEntriesByType('navigation')[0],
  ...performance.getEntriesByType('resource')].map((entry) =>
    ({ name: entry.name, bytes: entry.encodedBodySize, at: entry.responseEnd }))"""


@dataclass(frozen=True)
class Run:
    """Milliseconds until the first words, and the bytes of each file that came before them."""

    ms: float
    files: dict[str, int]


async def _slow(page: Page) -> None:
    session = await page.context.new_cdp_session(page)
    await session.send("Network.enable")
    await session.send("Network.emulateNetworkConditions", SLOW_4G)
    await session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER_CPU})


async def _page(browser: Browser) -> Page:
    context = await browser.new_context(viewport=PHONE, locale="zh-CN")
    page = await context.new_page()
    await page.add_init_script(DRAWN)
    return page


async def _drawn(frame: Frame, began: float) -> Run:
    async with asyncio.timeout(30):
        # Not wait_for_function: the page's Content-Security-Policy forbids what it does.
        while (drawn := await frame.evaluate("window.drawnAt")) is None:
            await asyncio.sleep(0.05)
    origin = float(await frame.evaluate("performance.timeOrigin"))
    files = {
        str(entry["name"]): int(entry["bytes"])
        for entry in await frame.evaluate(SIZES)
        if origin + entry["at"] <= drawn
    }
    return Run(drawn - began, files)


async def widget(browser: Browser, demo: str) -> Run:
    """From the press of the button on another site's page."""
    page = await _page(browser)
    await page.goto(demo)
    await page.wait_for_function("document.querySelector('esa-widget')")
    await _slow(page)
    began = float(await page.evaluate(PRESS))
    element = await page.wait_for_selector("esa-widget iframe")
    frame = await element.content_frame()
    assert frame is not None
    run = await _drawn(frame, began)
    await page.context.close()
    return run


async def alone(browser: Browser, chat: str) -> Run:
    """From the opening of the page by itself, as from a WeChat menu."""
    page = await _page(browser)
    await _slow(page)
    await page.goto(f"{chat}/h5/", wait_until="commit")
    began = float(await page.evaluate("performance.timeOrigin"))
    run = await _drawn(page.main_frame, began)
    await page.context.close()
    return run


def _figures(runs: list[Run]) -> dict[str, Any]:
    times = sorted(round(run.ms) for run in runs)
    files = runs[0].files
    kinds = {"scripts": ".js", "styles": ".css", "document": "/"}
    bytes_of = {
        kind: sum(size for name, size in files.items() if name.split("#")[0].endswith(ending))
        for kind, ending in kinds.items()
    }
    return {
        "first_message_ms": statistics.median(times),
        "range_ms": [times[0], times[-1]],
        "runs": len(runs),
        "bytes": bytes_of,
        "requests": len(files),
    }


async def _loader(chat: str) -> int:
    """Bytes of the loader as gzip."""
    async with (
        aiohttp.ClientSession(auto_decompress=False) as http,
        http.get(f"{chat}/embed.js", headers={"Accept-Encoding": "gzip"}) as answer,
    ):
        return len(await answer.read())


async def measure(demo: str, chat: str, runs: int) -> dict[str, Any]:
    """Both ways in, in turn, after one of each that is not counted."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=FLAGS
        )
        pressed, opened = [], []
        for _ in range(runs + 1):
            pressed.append(await widget(browser, demo))
            opened.append(await alone(browser, chat))
        await browser.close()
    return {
        "loader_gzip_bytes": await _loader(chat),
        "widget": _figures(pressed[1:]),
        "page": _figures(opened[1:]),
    }


def main() -> int:
    parser = argparse.ArgumentParser(prog="bench.widget")
    parser.add_argument("--demo", required=True)
    parser.add_argument("--chat", required=True)
    parser.add_argument("--runs", type=int, default=15)
    asked = parser.parse_args()
    print(json.dumps(asyncio.run(measure(asked.demo, asked.chat, asked.runs)), indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
