"""微信客服, out: within the quota, in the session's state, once, and what fails is seen."""

from __future__ import annotations

import asyncio
from collections import deque

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversations.attachments import append_file
from bot.conversations.bodies import Choice, TextBody
from bot.conversations.log import Author, Entry
from bot.conversations.outbox import resend
from bot.store.tables import Delivery
from tests.wechat.kf_platform import DAY
from tests.wechat.kf_service import PERSON, Service
from tests.wechat.kf_wire import ACCOUNT

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x00\rIHDR" + b"\x00" * 64


async def met(kf: Service) -> None:
    """A customer who wrote and was answered."""
    kf.platform.says(PERSON, "您好")
    await kf.hear()
    await kf.until(lambda: "echo 您好" in "".join(d.words for d in kf.platform.delivered))
    await kf.delivered()


async def say(
    kf: Service, text: str, author: Author = "staff", choices: list[Choice] | None = None
) -> None:
    conversation = await kf.conversation()
    body = TextBody(text=text, choices=choices or [])

    async def work(session: AsyncSession) -> None:
        await kf.parts.hub.append(session, conversation.id, Entry(author, body))

    await kf.parts.database.write(work)


async def test_what_is_said_together_goes_out_as_one_message(kf: Service) -> None:
    await met(kf)
    [welcome_and_answer] = kf.platform.delivered[-1:]
    assert "自动助手" in kf.platform.delivered[0].words
    assert "echo 您好" in welcome_and_answer.words
    assert len(kf.platform.delivered) <= 2


async def test_a_choice_is_a_menu_and_comes_back_as_a_press(kf: Service) -> None:
    await met(kf)
    kf.platform.presses(PERSON, "再说一遍")
    await kf.hear()
    await kf.until(lambda: "payload /help" in "".join(d.words for d in kf.platform.delivered))
    assert ("visitor", "再说一遍") in await kf.log()


async def test_a_press_on_a_menu_that_is_not_ours_counts_as_its_words(kf: Service) -> None:
    pressed = {"content": "满意", "menu_id": "101"}
    kf.platform.says(PERSON, msgtype="text", text=pressed)
    await kf.hear()
    assert ("visitor", "满意") in await kf.log()


async def test_a_sixth_message_waits_for_the_next_word_of_the_customer(kf: Service) -> None:
    await met(kf)
    sent = len(kf.platform.delivered)
    for number in range(sent, 6):
        await say(kf, f"第{number}条")
        await kf.until(
            lambda: len(kf.platform.delivered) == min(number + 1, 5)  # noqa: B023
        )
        await kf.deliveries()
    assert await kf.held() == "95001"
    kf.platform.says(PERSON, "收到")
    await kf.hear()
    await kf.until(lambda: "第5条" in "".join(d.words for d in kf.platform.delivered))
    assert {state for state, _ in await kf.delivered()} == {"sent"}


async def test_the_platform_counts_better_than_we_do(kf: Service) -> None:
    await met(kf)
    kf.platform.faults["send_msg"].append(95001)
    await say(kf, "多了一条")
    await kf.until(lambda: not kf.platform.faults["send_msg"])
    assert await kf.held() == "95001"


async def test_what_comes_after_two_days_has_failed(kf: Service) -> None:
    await met(kf)
    session = kf.platform.sessions[ACCOUNT, PERSON]
    session.wrote_at = kf.platform.now() - 2 * DAY - 1
    await say(kf, "太晚了")
    assert (await kf.delivered())[-1] == ("failed", "95002")


@pytest.mark.parametrize("fault", ["lost", "drop", 502])
async def test_a_send_without_an_answer_is_uncertain_and_a_resend_does_not_double(
    kf: Service, fault: int | str
) -> None:
    await met(kf)
    kf.platform.faults["send_msg"].append(fault)
    await say(kf, "到了吗")
    deliveries = await kf.delivered()
    assert deliveries[-1][0] == "uncertain"
    query = sa.select(Delivery.id).where(Delivery.state == "uncertain")
    uncertain = await kf.parts.database.read(lambda s: s.scalar(query))
    assert uncertain is not None
    assert await kf.parts.database.write(lambda s: resend(s, uncertain))
    await kf.until(lambda: len([b for b in kf.calls("send_msg") if "到了吗" in str(b)]) == 2)
    await kf.deliveries()
    ids = {body["msgid"] for body in kf.calls("send_msg") if "到了吗" in str(body)}
    assert len(ids) == 1, "the platform can know it again"
    assert [d.words for d in kf.platform.delivered].count("到了吗") == 1


@pytest.mark.parametrize("fault", ["drop", "lost", 502])
async def test_a_look_at_the_session_that_gets_no_answer_sends_nothing_and_is_made_again(
    kf: Service, fault: int | str
) -> None:
    kf.platform.faults["get"].append(fault)
    kf.platform.says(PERSON, "你好")
    await kf.hear()
    await kf.until(lambda: kf.platform.delivered)
    assert {state for state, _ in await kf.delivered()} == {"sent"}
    assert len(kf.calls("service_state/get")) == 2


@pytest.mark.parametrize("fault", [-1, 45009, 42001, 40014])
async def test_what_certainly_did_not_arrive_is_sent_again(kf: Service, fault: int) -> None:
    await met(kf)
    kf.platform.faults["send_msg"].append(fault)
    await say(kf, "再试一次")
    await kf.until(lambda: not kf.platform.faults["send_msg"])
    if fault == 45009:
        assert (await kf.deliveries())[-1] == ("waiting", "45009")
        return
    await kf.until(lambda: kf.platform.delivered[-1].words == "再试一次")
    assert (await kf.delivered())[-1] == ("sent", None)


async def test_a_token_that_is_refused_for_ever_costs_few_calls(kf: Service) -> None:
    await met(kf)
    kf.platform.faults["send_msg"] += [42001] * 50
    before = len(kf.calls("gettoken"))
    await say(kf, "没有令牌")
    await kf.until(lambda: len(kf.platform.faults["send_msg"]) <= 48)
    await asyncio.sleep(0.3)
    state, code = (await kf.deliveries())[-1]
    assert (state, code) == ("waiting", "42001")
    assert len(kf.platform.faults["send_msg"]) == 48
    assert len(kf.calls("gettoken")) - before <= 2


async def test_a_token_that_is_not_to_be_had_at_once_delays_everything_and_loses_nothing(
    kf: Service,
) -> None:
    kf.platform.faults["gettoken"] += [502, "drop"]
    kf.platform.says(PERSON, "您好")
    await kf.hear()
    await kf.until(lambda: "echo 您好" in "".join(d.words for d in kf.platform.delivered))
    assert kf.platform.faults["gettoken"] == deque()


async def test_an_address_that_is_not_trusted_is_the_operators_to_change(kf: Service) -> None:
    await met(kf)
    kf.platform.faults["send_msg"] += [60020] * 9
    await say(kf, "发不出去")
    assert await kf.held() == "60020"
    await asyncio.sleep(0.3)
    assert len(kf.platform.faults["send_msg"]) == 8, "it is not called on and on"


async def test_a_refusal_is_final(kf: Service) -> None:
    await met(kf)
    kf.platform.faults["send_msg"].append(40096)
    await say(kf, "没有这个人")
    assert (await kf.delivered())[-1] == ("failed", "40096")


@pytest.mark.parametrize("size", [1023, 1024, 1025, 2047, 2048, 2049, 5000])
async def test_long_words_arrive_whole_within_the_platforms_sizes(kf: Service, size: int) -> None:
    await met(kf)
    before = len(kf.platform.delivered)
    words = ("办事👨‍👩‍👧‍👦" * size).encode()[:size].decode(errors="ignore")
    choices = [Choice(id="1", title="材料"), Choice(id="2", title="办理时间" * 40)]
    await say(kf, words, "bot", choices)
    assert (await kf.delivered())[-1] == ("sent", None)
    parts = kf.platform.delivered[before:]
    assert "".join(part.words for part in parts).startswith(words)
    assert "材料" in str(parts[-1].content)
    ids = [part.msgid for part in parts]
    assert len(set(ids)) == len(ids)


async def test_a_part_that_arrived_is_not_sent_again(kf: Service) -> None:
    await met(kf)
    words = "一" * 1500  # three parts
    kf.platform.let_go["send_msg"] = lambda: asyncio.sleep(0)
    kf.platform.faults["send_msg"] += ["hold", -1]
    await say(kf, words)
    assert (await kf.delivered())[-1] == ("sent", None)
    arrived = [d.words for d in kf.platform.delivered if "一一一" in d.words]
    assert "".join(arrived) == words


async def test_a_file_of_staff_arrives(kf: Service) -> None:
    await met(kf)

    async def content() -> object:
        yield PNG

    kept = await kf.parts.files.keep("窗口照片.png", content())  # type: ignore[arg-type]
    conversation = await kf.conversation()

    async def work(session: AsyncSession) -> None:
        await append_file(session, kf.parts.hub, conversation.id, kept, "staff", "k" * 12, "小王")

    await kf.parts.database.write(work)
    await kf.until(lambda: kf.platform.delivered[-1].kind == "image")
    media_id = kf.platform.delivered[-1].content["media_id"]
    assert kf.platform.media[media_id][2] == PNG
    assert (await kf.delivered())[-1] == ("sent", None)


async def test_a_picture_of_a_customer_is_kept(kf: Service) -> None:
    kf.platform.media["m1"] = ("license.png", "image/png", PNG)
    kf.platform.says(PERSON, msgtype="image", image={"media_id": "m1"})
    await kf.hear()
    assert ("visitor", "license.png") in await kf.log()
    names = [path for path in kf.parts.files._folder.rglob("*") if path.is_file()]
    assert [path.read_bytes() for path in names] == [PNG]


@pytest.mark.parametrize(
    ("media", "told"),
    [
        (("virus.exe", "application/octet-stream", b"MZ" + b"\0" * 99), "只能发图片"),
        (("big.png", "image/png", PNG + b"\0" * 11 * 1024**2), "文件太大"),
        (None, "没有收到"),
    ],
)
async def test_a_file_that_cannot_be_kept_is_answered_politely(
    kf: Service, media: tuple[str, str, bytes] | None, told: str
) -> None:
    if media is not None:
        kf.platform.media["m1"] = media
    kf.platform.says(PERSON, msgtype="file", file={"media_id": "m1"})
    await kf.hear()
    await kf.until(lambda: told in "".join(d.words for d in kf.platform.delivered))
    assert ("visitor", "[文件]") in await kf.log()
    assert [path for path in kf.parts.files._folder.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize(
    ("kind", "content", "shown"),
    [
        ("voice", {"media_id": "v"}, "[语音]"),
        ("video", {"media_id": "v"}, "[视频]"),
        ("location", {"latitude": 31.2, "name": "大厅", "address": "1 号"}, "[位置] 大厅 1 号"),
        ("link", {"title": "公告", "url": "https://e.cn"}, "[链接] 公告 https://e.cn"),
        ("business_card", {"userid": "U"}, "[名片]"),
        ("brand_new_kind", {}, "[暂不支持的消息]"),
        ("unknown", {}, "[暂不支持的消息]"),
    ],
)
async def test_every_other_kind_is_answered_politely_and_shown_to_staff(
    kf: Service, kind: str, content: dict[str, object], shown: str
) -> None:
    kf.platform.says(PERSON, msgtype=kind, **{kind: content})
    await kf.hear()
    assert ("visitor", shown) in await kf.log()
    await kf.until(lambda: "文字" in "".join(d.words for d in kf.platform.delivered))


@pytest.mark.parametrize("words", ["", "  ", "/restart", "／", "a\x00b\x1b[31m"])
async def test_odd_words_are_no_commands_and_stop_nothing(kf: Service, words: str) -> None:
    kf.platform.says(PERSON, words)
    kf.platform.says(PERSON, "后面的")
    await kf.hear()
    await kf.until(lambda: "echo 后面的" in "".join(d.words for d in kf.platform.delivered))
    assert "payload" not in "".join(d.words for d in kf.platform.delivered)


async def test_words_beyond_what_a_turn_takes_are_shown_and_asked_for_in_parts(
    kf: Service,
) -> None:
    kf.platform.says(PERSON, "长" * 3000)
    await kf.hear()
    await kf.until(lambda: "请分几次发" in "".join(d.words for d in kf.platform.delivered))
    assert ("visitor", "长" * 2000) in await kf.log()


async def test_many_messages_at_once_are_all_answered(kf: Service) -> None:
    said = [f"第{number}个问题" for number in range(8)]
    for words in said:
        kf.platform.says(PERSON, words)
    await kf.hear()
    assert [words for author, words in await kf.log() if author == "visitor"] == said
    await kf.until(lambda: f"echo {said[-1]}" in str(kf.platform.delivered))
