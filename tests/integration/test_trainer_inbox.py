"""What was misunderstood reaches the trainers: once, masked, with its reasons, none forgotten."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text as text_of
from sqlalchemy import update

from bot.app import Core
from bot.conversations.log import now
from bot.store.tables import Turn
from bot.trainer.sweep import InboxSweep, same
from tests.integration.desk_tickets import asked
from tests.integration.sockets import Client
from tests.integration.trainer_desk import SEAL, TAX, Misreading, got, key, person, said
from tests.integration.unlimited import rows

Desk = tuple[Core, Misreading, Client]


@pytest.fixture
async def trainer(desk: Desk) -> dict[str, str]:
    _, headers = await person(desk[0], "lin")
    return headers


async def inbox(desk: Desk, headers: dict[str, str], **filters: Any) -> list[dict[str, Any]]:
    """The items after a sweep."""
    await desk[0].inbox_sweep.sweep()
    listed: list[dict[str, Any]] = (await got(desk[2], headers, "/inbox", **filters))["items"]
    return listed


async def test_what_was_unclear_is_there_with_why_and_what_was_clear_is_not(
    desk: Desk, trainer: dict[str, str]
) -> None:
    parts, engine, _ = desk
    await said(parts, "公章刻制去哪里办理")
    await said(parts, "我那个章的事情怎么弄才好？？")
    await said(parts, "那啥来着帮我看看呗！！")
    engine.confidence = 0.45
    await said(parts, "印章那档子事")
    listed = await inbox(desk, trainer)
    found = {item["text"]: [r for r in item["reasons"] if r != "disagrees"] for item in listed}
    assert found == {
        "我那个章的事情怎么弄才好？？": ["clarified"],
        "那啥来着帮我看看呗！！": ["fallen_back"],
        "印章那档子事": ["low"],
    }


async def test_nearly_the_same_sentences_are_one_that_counts(
    desk: Desk, trainer: dict[str, str]
) -> None:
    for text in ("请问公章的事怎么办？？", "公章的事，怎么办？？", "公章的事怎么办呢？？"):
        await said(desk[0], text)
    await desk[0].inbox_sweep.sweep()
    (item,) = await inbox(desk, trainer)
    assert item["count"] == 3
    assert same("请问公章的事怎么办") == same("公章的事， 怎么办呢？") != same("公章的事怎么停")


async def test_a_sentence_that_staff_useless_ratings_and_handovers_point_at_has_their_reasons(
    desk: Desk, trainer: dict[str, str]
) -> None:
    parts = desk[0]
    conversation = await said(parts, "新开的公司报到在哪")
    await parts.inbox.rate(conversation, 3, False)
    await parts.inbox.say(conversation, key(), "人工")
    await parts.runner.settle(conversation)
    chen, _ = await person(parts, "chen", "staff")
    await parts.desk.claim(chen, conversation, key())
    await parts.desk.say_matter(chen, conversation, key(), "tax_new_taxpayer", None)
    await parts.desk.close(chen, conversation, key(), "resolved")
    (item,) = await inbox(desk, trainer)
    assert (item["text"], item["count"]) == ("新开的公司报到在哪", 1)
    assert set(item["reasons"]) >= {"useless", "handed_off", "staff"}
    assert (item["matter"], item["staff_matter"]) == ("reg_seal", "tax_new_taxpayer")


async def test_how_staff_put_it_in_a_ticket_is_a_proposal(
    desk: Desk, trainer: dict[str, str]
) -> None:
    parts = desk[0]
    conversation = await parts.inbox.open("web", key())
    await parts.inbox.ask_person(conversation.id, key())
    chen, _ = await person(parts, "chen", "staff")
    await parts.desk.claim(chen, conversation.id, key())
    await parts.ticket_work.open(
        chen, conversation.id, key(), asked(question="陈女士的数电票开不出")
    )
    (item,) = await inbox(desk, trainer)
    assert (item["text"], item["staff_matter"]) == ("某某的数电票开不出", "tax_einvoice_issue")


async def test_a_reading_that_the_nearest_examples_contradict_is_shown(
    desk: Desk, trainer: dict[str, str]
) -> None:
    desk[1].label = "greet"
    await said(desk[0], "刚领照的新公司税务报到怎么弄")
    (item,) = await inbox(desk, trainer, reason="disagrees")
    assert item["near_label"] == TAX


async def test_what_leads_to_a_person_is_not_stored(desk: Desk, trainer: dict[str, str]) -> None:
    parts = desk[0]
    text = (
        "我叫王小明，电话13800138000，身份证310101199001011234，代码91310104MA1FR00000，"
        "卡号6222000000000000000，邮箱someone@example.com，章怎么刻？？"
    )
    await said(parts, text)
    (item,) = await inbox(desk, trainer)
    hidden = ("王小明", "0013800", "19900101", "91310104MA1FR00000", "00000000", "someone@")
    assert [word for word in hidden if word in item["text"]] == []
    assert "章怎么刻" in item["text"]


async def test_what_is_typed_into_a_form_or_pressed_is_nobodys_business(
    desk: Desk, trainer: dict[str, str]
) -> None:
    parts = desk[0]
    conversation = await said(parts, "陈女士？？")
    values = {"outcome": "assistance"}
    of = update(Turn).where(Turn.conversation_id == conversation).values(**values)
    await parts.database.write(lambda session: session.execute(of))
    assert await inbox(desk, trainer) == []


async def test_a_turn_that_was_committed_late_is_found_and_one_seen_before_counts_once(
    desk: Desk, trainer: dict[str, str]
) -> None:
    parts = desk[0]
    late = await said(parts, "晚到的一句话？？")
    hide = update(Turn).where(Turn.conversation_id == late)
    await parts.database.write(
        lambda s: s.execute(hide.values(state="pending", lease_until=now() + timedelta(hours=1)))
    )
    await said(parts, "先到的一句话？？")
    assert [item["text"] for item in await inbox(desk, trainer)] == ["先到的一句话？？"]
    await parts.database.write(lambda s: s.execute(hide.values(state="done")))
    restarted = InboxSweep(parts.database, parts.bench, parts.knowledge)
    await parts.inbox_sweep.stop()
    expire = "UPDATE inbox_cursor SET lease_until = NULL"
    await parts.database.write(lambda s: s.execute(text_of(expire)))
    await restarted.sweep()
    listed = (await got(desk[2], trainer, "/inbox"))["items"]
    assert {item["text"]: item["count"] for item in listed} == {
        "晚到的一句话？？": 1,
        "先到的一句话？？": 1,
    }


async def test_of_two_processes_one_sweeps(desk: Desk, trainer: dict[str, str]) -> None:
    parts = desk[0]
    await said(parts, "两个进程一起看？？")
    other = InboxSweep(parts.database, parts.bench, parts.knowledge)
    await asyncio.gather(parts.inbox_sweep.sweep(), other.sweep())
    (item,) = await inbox(desk, trainer)
    assert item["count"] == 1


async def test_items_are_filtered_and_the_pages_hold_each_once(
    desk: Desk, trainer: dict[str, str]
) -> None:
    parts, engine, client = desk
    for number in range(5):
        await said(parts, f"第{'一二三四五'[number]}件事情怎么处理？？", "web" if number else "cli")
    engine.label = TAX
    await said(parts, "报到要带什么100%？？")
    assert [i["text"] for i in await inbox(desk, trainer, channel="cli")] == [
        "第一件事情怎么处理？？"
    ]
    assert [i["text"] for i in await inbox(desk, trainer, q="100%")] == ["报到要带什么100%？？"]
    assert [i["matter"] for i in await inbox(desk, trainer, domain="tax")] == ["tax_new_taxpayer"]
    assert await inbox(desk, trainer, reason="useless") == []
    assert await inbox(desk, trainer, since=(now() + timedelta(hours=1)).isoformat()) == []
    assert await inbox(desk, trainer, state="skipped") == []
    for order in ("last", "count"):
        seen, after = [], {}
        while True:
            page = await got(client, trainer, "/inbox", order=order, limit="2", **after)
            seen += [item["id"] for item in page["items"]]
            after = {"after": seen[-1]}
            if not page["more"]:
                break
        assert (len(seen), len(set(seen)), page["total"]) == (6, 6, 6)


async def test_unknowns_of_one_meaning_are_one_cluster_ranked_by_how_often(
    desk: Desk, trainer: dict[str, str]
) -> None:
    parts, _, client = desk
    for text in (
        "公章丢了怎么补办！！",
        "公章遗失了怎么补办！！",
        "公章弄丢了如何补办！！",
        "今天天气怎么样！！",
    ):
        await said(parts, text)
    await parts.inbox_sweep.sweep()
    found = await got(client, trainer, "/inbox/clusters", reason="fallen_back")
    assert found["looked_at"] == 4
    (cluster,) = found["clusters"]
    assert (cluster["count"], cluster["size"], cluster["labels"]) == (3, 3, [[SEAL, 3]])


async def test_one_item_comes_with_the_ranking_and_the_nearest_examples(
    desk: Desk, trainer: dict[str, str]
) -> None:
    parts, _, client = desk
    await said(parts, "新公司税务报到咋弄？？")
    (item,) = await inbox(desk, trainer)
    detail = await got(client, trainer, f"/inbox/{item['id']}")
    assert detail["ranking"][0] == {"label": SEAL, "probability": 0.9}
    assert detail["nearest"][0]["label"] == TAX
    similar = [near["similarity"] for near in detail["nearest"]]
    assert similar == sorted(similar, reverse=True) and 0.8 < similar[0] <= 1
    assert [sighting["channel"] for sighting in detail["sightings"]] == ["web"]


async def test_a_sweep_of_nothing_new_writes_nothing(desk: Desk) -> None:
    parts = desk[0]
    await said(parts, "还有一句？？")
    await parts.inbox_sweep.sweep()
    before = await rows(parts)
    await parts.inbox_sweep.sweep()
    assert await rows(parts) == before
