"""微信客服, in: a callback is a wake-up, and what was said is found in the log once, in order."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.conversations.log import now
from bot.store.wecom_tables import WecomAccount, WecomIncoming
from tests.wechat.kf_platform import DAY, KfPlatform
from tests.wechat.kf_service import PERSON, Service, connected
from tests.wechat.kf_wire import ACCOUNT


def visitor(log: list[tuple[str, str]]) -> list[str]:
    return [words for author, words in log if author == "visitor"]


async def test_a_customer_is_welcomed_and_answered(kf: Service) -> None:
    kf.platform.nicknames[PERSON] = "小企业主"
    kf.platform.says(PERSON, "在吗您")
    await kf.hear()
    words = "\n".join(await kf.words(1))
    await kf.until(lambda: "echo 在吗您" in "".join(d.words for d in kf.platform.delivered))
    assert "自动助手" in words
    assert [author for author, _ in await kf.log()] == ["bot", "visitor", "bot"]
    assert {state for state, _ in await kf.delivered()} == {"sent"}
    assert kf.calls("service_state/get"), "who has the session is asked before the first message"
    contact = await kf.parts.database.read(lambda s: s.scalar(sa.text("SELECT name FROM contact")))
    assert contact == "小企业主"


async def test_two_messages_with_one_callback_are_both_answered(kf: Service) -> None:
    kf.platform.says(PERSON, "第一句")
    kf.platform.says(PERSON, "第二句")
    await kf.hear()
    await kf.until(lambda: "echo 第二句" in "".join(d.words for d in kf.platform.delivered))
    assert visitor(await kf.log()) == ["第一句", "第二句"]


async def test_a_lost_callback_is_caught_up_by_the_next_one(kf: Service) -> None:
    kf.platform.says(PERSON, "没人知道")
    kf.platform.says(PERSON, "这句有人知道")
    await kf.hear()
    assert visitor(await kf.log()) == ["没人知道", "这句有人知道"]


async def test_without_any_callback_an_account_is_looked_at_by_itself(kf: Service) -> None:
    kf.platform.says(PERSON, "一")
    await kf.hear()
    kf.platform.says(PERSON, "二")
    await kf.write(sa.update(WecomAccount).values(due_at=now()))
    await kf.pulled()
    assert visitor(await kf.log()) == ["一", "二"]


async def test_every_page_is_pulled_also_behind_an_empty_one(kf: Service) -> None:
    kf.platform.page, kf.platform.empty_pages = 2, 2
    said = [f"第{i}句" for i in range(5)]
    for words in said:
        kf.platform.says(PERSON, words)
    await kf.hear()
    await kf.pulled()
    assert visitor(await kf.log()) == said


async def test_what_is_pulled_twice_stands_in_the_log_once(kf: Service) -> None:
    kf.platform.put(kf.platform.says(PERSON, "好"))
    kf.platform.says(PERSON, "好")
    await kf.hear()
    assert visitor(await kf.log()) == ["好", "好"], "two messages with the same words are two"


async def test_a_cursor_that_is_lost_doubles_nothing(kf: Service) -> None:
    kf.platform.says(PERSON, "一")
    await kf.hear()
    await kf.write(sa.update(WecomAccount).values(cursor=""))
    kf.platform.says(PERSON, "二")
    await kf.hear()
    assert visitor(await kf.log()) == ["一", "二"]
    assert "cursor" not in kf.pulls[-1]


async def test_the_same_id_from_two_people_is_two_messages(kf: Service) -> None:
    one = kf.platform.says(PERSON, "我的")
    kf.platform.says("wmOther", "别人的")["msgid"] = one["msgid"]
    await kf.hear()
    assert visitor(await kf.log()) == ["我的"]
    assert visitor(await kf.log("wmOther")) == ["别人的"]


async def test_what_was_said_before_the_account_was_connected_is_not_answered(
    kf: Service,
) -> None:
    kf.platform.says(PERSON, "两天前的问题")["send_time"] = int(time.time()) - 2 * DAY
    kf.platform.says("wmNew", "现在的问题")
    await kf.hear()
    await kf.words(1, "wmNew")
    assert [d for d in kf.platform.delivered if d.person == PERSON] == []


@pytest.mark.parametrize("at", [0, -1, "1615478585", 1615478585000, 5 * 10**11, "soon", None])
async def test_a_clock_that_is_wrong_takes_no_words_along(kf: Service, at: object) -> None:
    kf.platform.says(PERSON, "你好")
    await kf.hear()
    kf.platform.says(PERSON, "在吗")["send_time"] = at
    await kf.hear()
    assert visitor(await kf.log()) == ["你好", "在吗"]


async def test_a_token_that_holds_no_longer_is_left_out(kf: Service) -> None:
    kf.platform.says(PERSON, "一")
    kf.platform.faults["sync_msg"].append(95007)
    await kf.hear()
    await kf.pulled()
    assert visitor(await kf.log()) == ["一"]
    assert "token" in kf.pulls[0] and "token" not in kf.pulls[1]


async def test_a_pull_that_fails_is_made_again(kf: Service) -> None:
    kf.platform.says(PERSON, "一")
    kf.platform.faults["sync_msg"] += [502, "drop"]
    await kf.hear()
    await kf.pulled()
    assert visitor(await kf.log()) == ["一"]


async def test_a_page_is_stored_with_its_cursor_or_not_at_all(kf: Service) -> None:
    """The process is slow: another one has pulled the page before the answer is stored."""
    kf.platform.says(PERSON, "一")

    async def other_was_faster() -> None:
        await kf.write(sa.update(WecomAccount).values(lease_owner="another"))

    kf.platform.let_go["sync_msg"] = other_was_faster
    kf.platform.faults["sync_msg"].append("hold")
    assert await kf.platform.call() == [200]
    await kf.until(lambda: len(kf.pulls) >= 1)
    await asyncio.sleep(0.2)
    account = await kf.parts.database.read(lambda s: s.scalar(sa.select(WecomAccount)))
    assert account is not None and account.cursor == ""
    rows = sa.select(sa.func.count()).select_from(WecomIncoming)
    assert await kf.parts.database.read(lambda s: s.scalar(rows)) == 0
    await kf.write(sa.update(WecomAccount).values(lease_owner=None, lease_until=None))
    await kf.pulled()
    assert visitor(await kf.log()) == ["一"]


async def test_two_replicas_pull_an_account_one_after_the_other(
    tmp_path: Path, database_url: str, kf_platform: KfPlatform
) -> None:
    kf_platform.page = 1
    said = [f"第{i}句" for i in range(4)]
    async with (
        connected(tmp_path, database_url, kf_platform) as first,
        connected(tmp_path, database_url, kf_platform) as second,
    ):
        for words in said:
            kf_platform.says(PERSON, words)
        for url in (first.url, second.url) * 2:
            kf_platform.callback = url
            assert await kf_platform.call() == [200]
        await first.pulled()
        assert visitor(await first.log()) == said
    cursors = [body.get("cursor", "") for body in first.pulls]
    assert cursors == sorted(cursors), "nobody pulls a page that was pulled before"


async def test_a_redelivered_callback_costs_a_pull_and_nothing_more(kf: Service) -> None:
    kf.platform.says(PERSON, "一")
    statuses = await asyncio.gather(*(kf.platform.call() for _ in range(3)))
    assert statuses == [[200]] * 3
    await kf.pulled()
    assert visitor(await kf.log()) == ["一"]


async def test_entries_in_the_wrong_order_are_put_right(kf: Service) -> None:
    late = kf.platform.says(PERSON, "后说的")
    early = kf.platform.says(PERSON, "先说的")
    late["send_time"], early["send_time"] = int(time.time()), int(time.time()) - 5
    await kf.hear()
    assert visitor(await kf.log()) == ["先说的", "后说的"]


async def test_what_nobody_can_read_stops_nothing(kf: Service) -> None:
    kf.platform.put({"msgtype": 7, "origin": {"no": "number"}, "external_userid": PERSON})
    kf.platform.put({"msgtype": "text", "origin": 3, "external_userid": PERSON, "text": None})
    kf.platform.entries[ACCOUNT].append({"send_time": int(time.time()), "msgtype": "event"})
    kf.platform.says(PERSON, "后面的")
    await kf.hear()
    assert visitor(await kf.log())[-1] == "后面的"
