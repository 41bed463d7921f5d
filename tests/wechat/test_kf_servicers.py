"""微信客服: who has the session, ours or the account's servicers, and what our staff see of it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from bot.app import Core
from bot.conversations.bodies import TextBody
from bot.conversations.log import Entry
from bot.conversations.outbox import resend
from bot.desk.accounts import Member, NewAccount
from bot.dialogue.engine import Reply, Request
from bot.dialogue.scripted import ScriptedEngine
from bot.store.tables import Delivery, ServiceCase, Turn
from tests.integration.service import script
from tests.wechat.kf_platform import KfPlatform
from tests.wechat.kf_service import PERSON, Service, connected
from tests.wechat.kf_wire import ACCOUNT

SERVICER = "Zhangsan"


@pytest.fixture
async def pooled(
    tmp_path: Path, database_url: str, kf_platform: KfPlatform
) -> AsyncIterator[Service]:
    """The account's own servicers take over."""
    async with connected(tmp_path, database_url, kf_platform, wecom_servicers="pool") as service:
        yield service


def sent(kf: Service) -> str:
    return "\n".join(one.words for one in kf.platform.delivered)


async def said(kf: Service, words: str, answer: str | None = None) -> None:
    kf.platform.says(PERSON, words)
    await kf.hear()
    if answer is not None:
        await kf.until(lambda: answer in sent(kf))


async def case(kf: Service) -> ServiceCase:
    query = sa.select(ServiceCase).order_by(ServiceCase.queued_at.desc()).limit(1)
    found = await kf.parts.database.read(lambda s: s.scalar(query))
    assert found is not None
    return found


def state(kf: Service) -> int:
    return kf.platform.sessions[ACCOUNT, PERSON].state


async def staff(parts: Core) -> Member:
    """One of our own."""
    return await parts.accounts.add(NewAccount("chen", "陈老师", "correct horse battery"))


async def test_our_staff_answer_in_the_same_thread(kf: Service) -> None:
    await said(kf, "您好", "echo 您好")
    await said(kf, "人工", "已为您转接人工")
    assert await kf.owner() == "queue"
    assert state(kf) == 1, "the session stays ours"
    colleague = await staff(kf.parts)
    conversation = (await kf.conversation()).id
    await kf.parts.desk.claim(colleague, conversation, "k" * 12)
    await kf.parts.desk.say(colleague, conversation, "l" * 12, "我是小王，公章可以补刻。")
    await kf.until(lambda: "公章可以补刻" in sent(kf))
    await said(kf, "谢谢")
    assert "echo 谢谢" not in sent(kf), "the assistant is silent while a person has it"
    await kf.parts.desk.close(colleague, conversation, "m" * 12, "resolved")
    await said(kf, "又来了", "echo 又来了")


async def test_the_pool_gets_what_is_handed_over_and_the_assistant_is_silent(
    pooled: Service,
) -> None:
    kf = pooled
    await said(kf, "您好", "echo 您好")
    await said(kf, "人工", "已为您转接人工")
    assert state(kf) == 2
    assert await kf.owner() == "staff" and (await kf.conversation()).assignee is None
    await said(kf, "有人吗")
    await asyncio.sleep(0.3)
    assert "echo 有人吗" not in sent(kf)
    assert (await kf.log())[-1] == ("visitor", "有人吗")


async def test_our_console_is_not_given_what_the_pool_has(pooled: Service) -> None:
    kf = pooled
    colleague = await staff(kf.parts)
    await said(kf, "人工", "已为您转接人工")
    await asyncio.sleep(0.5)
    assert (await kf.conversation()).assignee is None
    cases = await kf.parts.cases.seen_by(colleague)
    assert [one.conversation for one in cases] == []


async def test_a_servicer_takes_answers_and_ends_it(pooled: Service) -> None:
    kf = pooled
    await said(kf, "人工", "已为您转接人工")
    kf.platform.takes(PERSON, SERVICER)
    kf.platform.servicer_says(PERSON, SERVICER, "我来帮您看看")
    await kf.hear()
    log = await kf.log()
    assert ("staff", "我来帮您看看") in log
    assert any(author == "system" and SERVICER in words for author, words in log)
    assert (await case(kf)).first_reply_at is not None
    assert sent(kf).count("我来帮您看看") == 0, "it is not sent a second time"
    kf.platform.ends(PERSON)
    await kf.hear()
    assert await kf.owner() == "bot"
    assert (await case(kf)).closed_at is not None
    await kf.until(lambda: kf.platform.delivered[-1].kind == "msgmenu")
    await said(kf, "又来了", "echo 又来了")
    assert state(kf) == 1


async def test_a_named_servicer_gets_it_and_the_pool_when_that_one_is_away(
    tmp_path: Path, database_url: str, kf_platform: KfPlatform
) -> None:
    async with connected(tmp_path, database_url, kf_platform, wecom_servicers=SERVICER) as kf:
        await said(kf, "人工", "已为您转接人工")
        session = kf.platform.sessions[ACCOUNT, PERSON]
        assert (session.state, session.servicer) == (3, SERVICER)
        kf.platform.ends(PERSON)
        await kf.hear()
        kf.platform.away.add(SERVICER)
        await said(kf, "人工")
        await kf.until(lambda: session.state == 2)


async def test_when_nobody_there_can_have_it_our_own_staff_get_it(pooled: Service) -> None:
    kf = pooled
    await said(kf, "您好", "echo 您好")
    kf.platform.faults["trans"].append(95014)
    await said(kf, "人工", "已为您转接人工")
    assert await kf.owner() == "queue"
    assert state(kf) == 1


async def test_a_hand_over_without_an_answer_is_looked_at_before_it_is_repeated(
    pooled: Service,
) -> None:
    kf = pooled
    await said(kf, "您好", "echo 您好")
    kf.platform.faults["trans"].append("lost")
    await said(kf, "人工")
    await kf.until(lambda: state(kf) == 2)
    assert {state for state, _ in await kf.delivered()} == {"sent"}
    assert len(kf.calls("service_state/trans")) == 1


async def test_a_servicer_who_takes_over_while_the_assistant_thinks_is_not_disturbed(
    tmp_path: Path, database_url: str, kf_platform: KfPlatform
) -> None:
    def thinking(request: Request) -> list[Reply]:
        session = kf_platform.sessions[ACCOUNT, PERSON]
        session.state, session.servicer = 3, SERVICER
        return script(request)

    engine = ScriptedEngine(thinking)
    async with connected(tmp_path, database_url, kf_platform, engine) as kf:
        kf.platform.enters(PERSON)
        await kf.hear()
        await kf.words(1)
        await said(kf, "您好")
        await kf.until(lambda: kf.calls("service_state/get"))
        assert ("failed", "with_servicer") in await kf.delivered()
        assert "echo" not in sent(kf)
        assert await kf.owner() == "staff"
        assert any(SERVICER in words for author, words in await kf.log() if author == "system")


async def test_what_the_accounts_own_rule_gives_to_servicers_is_theirs_from_the_first_word(
    kf: Service,
) -> None:
    kf.platform.says(PERSON, "您好")
    kf.platform.sessions[ACCOUNT, PERSON].state = 3
    await kf.hear()
    await kf.delivered()
    assert sent(kf) == ""
    assert await kf.owner() == "staff"


async def test_an_end_that_nobody_told_of_is_noticed_when_the_customer_returns(
    pooled: Service,
) -> None:
    kf = pooled
    await said(kf, "人工", "已为您转接人工")
    kf.platform.sessions[ACCOUNT, PERSON].state = 4
    await said(kf, "又来了", "echo 又来了")
    assert await kf.owner() == "bot"
    assert (await case(kf)).closed_at is not None


async def test_a_servicer_who_writes_into_an_ended_session_has_it(kf: Service) -> None:
    await said(kf, "您好", "echo 您好")
    kf.platform.takes(PERSON, SERVICER, change=4)
    await kf.hear()
    assert await kf.owner() == "staff"
    assert (await case(kf)).reason == "servicer"


async def test_an_old_change_does_not_undo_a_later_one(kf: Service) -> None:
    await said(kf, "您好", "echo 您好")
    kf.platform.takes(PERSON, SERVICER, change=4)
    await kf.hear()
    ended = kf.platform.ends(PERSON)
    ended["send_time"] = int(time.time()) - 60
    kf.platform.sessions[ACCOUNT, PERSON].state = 3
    await kf.hear()
    assert await kf.owner() == "staff"


async def test_our_staff_lose_what_a_servicer_takes_and_their_words_are_not_lost_unseen(
    kf: Service,
) -> None:
    await said(kf, "人工", "已为您转接人工")
    colleague = await staff(kf.parts)
    conversation = (await kf.conversation()).id
    await kf.parts.desk.claim(colleague, conversation, "k" * 12)
    await kf.delivered()
    session = kf.platform.sessions[ACCOUNT, PERSON]
    session.state, session.servicer = 3, SERVICER
    await kf.parts.desk.say(colleague, conversation, "l" * 12, "在的")
    assert (await kf.delivered())[-1] == ("failed", "with_servicer")
    assert (await kf.conversation()).assignee is None


async def test_who_comes_in_is_welcomed_by_the_code_and_without_touching_the_quota(
    kf: Service,
) -> None:
    kf.platform.enters(PERSON)
    await kf.hear()
    [welcome] = await kf.words(1)
    assert "自动助手" in welcome
    assert kf.calls("send_msg") == []
    assert await kf.delivered() == [("sent", None)]
    kf.platform.enters(PERSON)
    await kf.hear()
    assert len(kf.platform.delivered) == 1, "without a code nothing is said again"
    kf.platform.presses(PERSON, welcome_choice(kf))
    await kf.hear()
    await kf.until(lambda: "payload /ask_matter" in sent(kf))


def welcome_choice(kf: Service) -> str:
    return str(kf.platform.delivered[0].content["list"][0]["click"]["content"])


@pytest.mark.parametrize("fault", [95007, 95013, 95016, 95018])
async def test_a_code_that_no_longer_fits_the_session_leaves_the_ordinary_way(
    kf: Service, fault: int
) -> None:
    kf.platform.enters(PERSON)
    session = kf.platform.sessions[ACCOUNT, PERSON]
    session.state, session.wrote_at = 0, kf.platform.now()
    kf.platform.faults["send_msg_on_event"].append(fault)
    await kf.hear()
    assert await kf.delivered() == [("sent", None)]
    assert len(kf.calls("send_msg")) == 1


async def test_a_welcome_that_comes_too_late_disturbs_nobody(kf: Service) -> None:
    kf.platform.enters(PERSON)
    for code in kf.platform.codes.values():
        code.until = 0
    await kf.hear()
    [(outcome, code)] = await kf.delivered()
    assert (outcome, code) == ("failed", "session_over")
    assert kf.platform.delivered == []


@pytest.mark.parametrize(("kind", "why"), [(6, "5 条"), (10, "拒收"), (99, "fail_type_99")])
async def test_what_does_not_arrive_after_all_is_failed_and_staff_read_why(
    kf: Service, kind: int, why: str
) -> None:
    await said(kf, "您好", "echo 您好")
    await kf.delivered()
    failed = kf.platform.delivered[-1].msgid
    kf.platform.event(PERSON, "msg_send_fail", fail_msgid=failed, fail_type=kind)
    await kf.hear()
    assert (await kf.delivered())[-1] == ("failed", f"fail_type_{kind}")
    author, words = (await kf.log())[-1]
    assert author == "system" and why in words
    query = sa.select(Delivery.id).where(Delivery.state == "failed").limit(1)
    delivery = await kf.parts.database.read(lambda s: s.scalar(query))
    assert delivery is not None
    await kf.parts.database.write(lambda s: resend(s, delivery))
    await kf.until(lambda: kf.platform.delivered[-1].msgid != failed)
    assert {outcome for outcome, _ in await kf.delivered()} == {"sent"}


async def test_what_is_taken_back_is_marked_and_not_answered(
    tmp_path: Path, database_url: str, kf_platform: KfPlatform
) -> None:
    engine = ScriptedEngine(script)
    engine.available = False
    async with connected(tmp_path, database_url, kf_platform, engine) as kf:
        recalled = kf.platform.says(PERSON, "说错了")
        kf.platform.event(PERSON, "user_recall_msg", recall_msgid=recalled["msgid"])
        await kf.hear()
        engine.available = True
        await said(kf, "这才是问题", "echo 这才是问题")
        assert ("system", "企业撤回了一条消息。") in await kf.log()
        assert "echo 说错了" not in sent(kf)
        states = sa.select(Turn.state).order_by(Turn.seq)
        assert list(await kf.parts.database.read(lambda s: s.scalars(states))) == [
            "dropped",
            "done",
        ]


async def test_other_events_change_nothing(kf: Service) -> None:
    await said(kf, "您好", "echo 您好")
    before = await kf.log()
    kf.platform.put(
        {
            "origin": 4,
            "msgtype": "event",
            "event": {
                "event_type": "servicer_status_change",
                "servicer_userid": SERVICER,
                "status": 2,
                "open_kfid": ACCOUNT,
            },
        }
    )
    kf.platform.event(PERSON, "brand_new_event")
    kf.platform.put({"origin": 4, "msgtype": "text", "external_userid": PERSON, "text": {}})
    await kf.hear()
    assert await kf.log() == before


async def test_what_stands_inwards_is_not_sent(kf: Service) -> None:
    await said(kf, "您好", "echo 您好")
    conversation = (await kf.conversation()).id

    async def work(session: AsyncSession) -> None:
        entry = Entry("system", TextBody(text="只给自己人看"), inward=True)
        await kf.parts.hub.append(session, conversation, entry)

    await kf.parts.database.write(work)
    assert len(await kf.delivered()) == 2
