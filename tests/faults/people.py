"""Who uses the product meanwhile: visitors of three kinds, and staff."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Any

import aiohttp

from bot.words import say
from tests.faults.client import AWAY, Client, Entry, Json, Socket

WORDS = (
    "你好",
    "公司怎么开",
    "公章丢了怎么补刻",
    "开公司要什么材料",
    "个体户怎么注销",
    "商标注册多少钱",
    "电子发票怎么开",
    "劳动仲裁怎么申请",
    "要多久",
    "在哪里办",
    "谢谢",
)
FIELDS = {
    "assist_matter": "公章丢了怎么补刻",
    "question": "公章丢了，急着签合同",
    "consent": "同意",
    "enterprise_name": "徐汇示例科技有限公司",
    "uscc": "跳过",
    "contact_name": "陈女士",
    "phone": "13800138000",
    "preferred_time": "明天上午",
}
SUBMIT = "提交"
UNANSWERED = 3
"""Somebody with so many messages under way says nothing more."""


class Visitor(Client):
    """Somebody with a chat page; a second tab is opened for mischief."""

    path = "/ws/visitor"
    pause = 1.5
    """Seconds between two messages, at most."""

    def __init__(self, session: aiohttp.ClientSession, url: str, name: str, seed: int) -> None:
        super().__init__(session, url, name, seed)
        self.conversation = ""
        self.tabs: set[asyncio.Task[None]] = set()
        self._token: str | None = None

    async def greet(self, socket: Socket, after: int | None) -> None:
        """A session, asked anew for every socket like the page does, and the first frame."""
        async with self.session.post(
            f"{self.url}/api/visitor/session", json={"token": self._token}
        ) as answer:
            if answer.status != 200:
                await asyncio.sleep(float(answer.headers.get("Retry-After", 1)))
            answer.raise_for_status()
            opened = await answer.json()
        if self.conversation not in ("", opened["conversation"]):
            self.wrong.append(f"{socket.name}: another conversation")
        self._token, self.conversation = opened["token"], opened["conversation"]
        after = self.contiguous(self.conversation) if after is None else after
        socket.last[self.conversation] = after
        socket.least = max(
            [self.acknowledged(self.conversation), *self.seen[self.conversation].keys()]
        )
        await socket.send({"type": "hello", "token": self._token, "after": after})

    def take(self, frame: Json, socket: Socket) -> None:
        super().take(frame, socket)
        if frame["type"] == "message":
            socket.hear(self.conversation, frame["message"])
        elif frame["type"] == "ready" and frame["last_seq"] < socket.least:
            self.wrong.append(f"{socket.name}: {socket.least} is gone, last {frame['last_seq']}")

    async def behave(self) -> None:
        while True:
            under_way = sum(not entry.settled.is_set() for entry in self.outbox)
            if self.conversation and under_way < UNANSWERED:
                await self.step()
            await asyncio.sleep(self.random.uniform(0.2, 1.0) * self.pause)

    async def step(self) -> None:
        """Ask something, or press a button."""
        offered = self.last_message()
        choices = offered["body"].get("choices") if offered else None
        if offered and choices and self.random.random() < 0.15:
            choice = self.random.choice(choices)
            where = {"seq": offered["seq"], "choice": choice["id"]}
            self.put("choose", self.conversation, choice["title"], **where)
        else:
            self.say_somehow(self.random.choice(WORDS))

    def say(self, text: str) -> Entry:
        """Into the outbox."""
        return self.put("send", self.conversation, text, text=text)

    def say_somehow(self, text: str) -> Entry:
        """Say it, now and then twice at once, or beside something else in swapped order."""
        entry, mood = self.say(text), self.random.random()
        if mood < 0.15:
            self.in_another_tab(entry, entry)
        elif mood < 0.25:
            self.in_another_tab(self.say(self.random.choice(WORDS)), entry)
        elif mood < 0.4:
            old = self.random.choice(self.outbox)
            if old.numbers:
                self.repeat(old)
                self.in_another_tab(old, entry)
        return entry

    def in_another_tab(self, *entries: Entry) -> None:
        """Send these over a second socket, side by side with the page."""

        async def talk(socket: Socket) -> None:
            for entry in entries:
                await self.transmit(socket, entry)
            await asyncio.sleep(self.random.uniform(0.0, 2.0))

        async def open_and_talk() -> None:
            with suppress(*AWAY):
                await self.converse("tab", talk)

        tab = asyncio.create_task(open_and_talk())
        self.tabs.add(tab)
        tab.add_done_callback(self.tabs.discard)

    def last_message(self) -> Json | None:
        """The newest message that the page shows."""
        return self.seen[self.conversation].get(self.contiguous(self.conversation))


class FormVisitor(Visitor):
    """Fills the assistance form again and again, as the assistant asks, every word said twice."""

    pause = 0.5

    async def step(self) -> None:
        """Answer what is asked; without a question, wait for it."""
        message = self.last_message()
        if message is None or message["author"] == "visitor" or not self._page_is_complete():
            return
        match message["body"]["kind"]:
            case "form":
                text = FIELDS[message["body"]["slot"]]
            case "summary":
                text = SUBMIT
            case _:
                text = "我要人工帮办" if self.random.random() < 0.8 else "我的帮办单办得怎么样了"
        self.in_another_tab(*[self.say(text)] * self.random.randrange(1, 4))

    @property
    def has_ticket(self) -> bool:
        """Whether a form came to its end."""
        return any(m["body"]["kind"] == "ticket" for m in self.seen[self.conversation].values())

    def _page_is_complete(self) -> bool:
        stored = self.acknowledged(self.conversation)
        return self.idle and stored <= self.contiguous(self.conversation)


class WaitingVisitor(Visitor):
    """Asks for a person, speaks to whoever answers, and sometimes leaves the queue."""

    async def step(self) -> None:
        """One of these, whatever the state: what does not fit is refused."""
        mood = self.random.random()
        if mood < 0.2:
            asked = self.put("ask_person", self.conversation, say("person_title"))
            self.in_another_tab(asked)
        elif mood < 0.26:
            self.put("leave_queue", self.conversation, say("handoff.cancel_title"))
        else:
            self.say_somehow(self.random.choice(WORDS))


class Member(Client):
    """A staff member: takes what waits, speaks, gives back and closes."""

    path = "/ws/staff"

    def __init__(
        self, session: aiohttp.ClientSession, url: str, login: str, password: str, seed: int
    ) -> None:
        super().__init__(session, url, login, seed)
        self.id = ""
        self._sign_in = {"login": login, "password": password}
        self._token = ""

    async def greet(self, socket: Socket, after: int | None) -> None:
        """Sign in once, say hello, and follow every conversation that was ever taken."""
        if not self._token:
            async with self.session.post(
                f"{self.url}/api/staff/session", json=self._sign_in
            ) as answer:
                answer.raise_for_status()
                opened = await answer.json()
            self._token, self.id = opened["token"], opened["member"]["id"]
        await socket.send({"type": "hello", "token": self._token})
        for conversation in list(self.seen):
            await self._watch(socket, conversation, after)

    async def _watch(self, socket: Socket, conversation: str, after: int | None) -> None:
        after = self.contiguous(conversation) if after is None else after
        socket.last[conversation] = after
        await socket.send({"type": "watch", "conversation": conversation, "after": after})

    def take(self, frame: Json, socket: Socket) -> None:
        super().take(frame, socket)
        if frame["type"] == "message":
            socket.hear(frame["conversation"], frame["message"])

    async def transmit(self, socket: Socket, entry: Entry) -> None:
        """Follow a conversation before acting in it."""
        if entry.conversation not in socket.last:
            await self._watch(socket, entry.conversation, None)
        await super().transmit(socket, entry)

    async def behave(self) -> None:
        while True:
            cases = await self._cases()
            if cases:
                entry = self._act(self.random.choice(cases))
                await entry.settled.wait()
                if self.random.random() < 0.2:
                    self.repeat(entry)
            await asyncio.sleep(self.random.uniform(0.2, 0.6))

    def _act(self, case: Json) -> Entry:
        conversation = str(case["conversation"])
        if case["assignee"] is None:
            return self._do("claim", conversation)
        mood = self.random.random()
        if mood < 0.75:
            text = f"{self.name}的第{len(self.outbox)}句话"
            return self._do("say", conversation, text)
        if mood < 0.85:
            return self._do("hand_back", conversation)
        return self._do("close", conversation, disposition="resolved")

    def _do(self, kind: str, conversation: str, text: str | None = None, **frame: Any) -> Entry:
        words = {} if text is None else {"text": text}
        return self.put(kind, conversation, text, conversation=conversation, **words, **frame)

    async def _cases(self) -> list[Json]:
        headers = {"Authorization": f"Bearer {self._token}"}
        try:
            async with self.session.get(f"{self.url}/api/staff/cases", headers=headers) as answer:
                answer.raise_for_status()
                return list((await answer.json())["cases"]) if self._token else []
        except AWAY:
            return []
