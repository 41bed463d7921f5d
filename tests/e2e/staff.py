"""A member of staff beside the visitor's page: the same socket that the console will use."""

from __future__ import annotations

import uuid
from typing import Any

from playwright.sync_api import Page

from tests.product import Product

PASSWORD = "a long pass phrase"
OPEN = """(token) => new Promise((resolve) => {
  const ws = (window.staff = new WebSocket(`ws://${location.host}/ws/staff`))
  ws.onopen = () => ws.send(JSON.stringify({ type: 'hello', token }))
  ws.onmessage = ({ data }) => JSON.parse(data).type === 'ready' && resolve()
})"""
SEND = """(frame) => new Promise((resolve) => {
  window.staff.onmessage = ({ data }) => {
    const answer = JSON.parse(data)
    if (answer.key === frame.key || !frame.key) resolve(answer)
  }
  window.staff.send(JSON.stringify(frame))
  if (!frame.key) resolve({ type: 'sent' })
})"""


class Member:
    """Signed in, on a page of their own."""

    def __init__(self, page: Page, product: Product, name: str) -> None:
        login = f"s{uuid.uuid4().hex[:8]}"
        added = product.bot("staff", "add", login, "--name", name, stdin=f"{PASSWORD}\n" * 2)
        assert added.returncode == 0, added.stderr
        self._page = page
        page.goto(f"{product.url}/h5/")
        signed_in = page.request.post(
            f"{product.url}/api/staff/session", data={"login": login, "password": PASSWORD}
        )
        self.token = signed_in.json()["token"]
        self._url = product.url
        page.evaluate(OPEN, self.token)

    def waiting(self) -> str:
        """The conversation that has waited for the shortest time."""
        headers = {"Authorization": f"Bearer {self.token}"}
        cases = self._page.request.get(f"{self._url}/api/staff/cases", headers=headers).json()
        queued = [case for case in cases["cases"] if case["owner"] == "queue"]
        return str(queued[-1]["conversation"])

    def does(self, kind: str, conversation: str, **more: Any) -> dict[str, Any]:
        """A command, taken."""
        frame = {"type": kind, "conversation": conversation, "key": uuid.uuid4().hex, **more}
        answer: dict[str, Any] = self._page.evaluate(SEND, frame)
        assert answer["type"] == "accepted", answer
        return answer

    def has_read(self, conversation: str, seq: int) -> None:
        """The messages up to `seq`."""
        self._page.evaluate(SEND, {"type": "read", "conversation": conversation, "seq": seq})
