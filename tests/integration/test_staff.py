"""The staff's side: sign-in, taking a conversation, speaking, giving back, closing."""

from __future__ import annotations

import asyncio
import uuid
from typing import Any

import pytest
from aiohttp import ClientWebSocketResponse
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.app import Core
from bot.desk.accounts import AccountFault, Member, NewAccount, NotSignedIn, SignInRefused
from bot.store.tables import Staff
from tests.integration.sockets import Client, until

PASSWORD = "a long pass phrase"


@pytest.fixture
async def member(parts: Core) -> Member:
    return await parts.accounts.add(NewAccount("chen", "陈老师", PASSWORD))


def key() -> str:
    return uuid.uuid4().hex


async def queued(parts: Core) -> str:
    """A conversation whose visitor has asked for a person."""
    conversation = await parts.inbox.open("web", str(uuid.uuid4()))
    await parts.inbox.ask_person(conversation.id, key())
    return conversation.id


async def token_of(client: Client) -> str:
    answer = await client.post("/api/staff/session", json={"login": "chen", "password": PASSWORD})
    assert answer.status == 200
    return str((await answer.json())["token"])


async def hello(client: Client) -> ClientWebSocketResponse:
    ws = await client.ws_connect("/ws/staff")
    await ws.send_json({"type": "hello", "token": await token_of(client)})
    await until(ws, "ready")
    return ws


async def do(ws: ClientWebSocketResponse, **frame: Any) -> dict[str, Any]:
    """Send a command with a key of its own and return how it was taken."""
    frame = {"key": key()} | frame
    await ws.send_json(frame)
    while True:
        answer: dict[str, Any] = await ws.receive_json(timeout=10)
        if answer["type"] in ("accepted", "refused") and answer.get("key") == frame["key"]:
            return answer


@pytest.mark.parametrize(
    ("login", "password"), [("chen", "wrong pass phrase"), ("nobody", PASSWORD)]
)
async def test_a_wrong_sign_in_never_says_what_was_wrong(
    client: Client, member: Member, login: str, password: str
) -> None:
    body = {"login": login, "password": password}
    answer = await client.post("/api/staff/session", json=body)
    assert (answer.status, (await answer.json())["code"]) == (401, "sign_in")


async def test_too_many_sign_ins_have_to_wait(client: Client, member: Member) -> None:
    body = {"login": "chen", "password": "wrong pass phrase"}
    tries = (client.post("/api/staff/session", json=body) for _ in range(12))
    answers = await asyncio.gather(*tries)  # one after the other they might be slow enough
    refused = [answer for answer in answers if answer.status == 429]
    assert refused and int(refused[0].headers["Retry-After"]) >= 1


async def test_a_password_is_never_stored_as_it_is(parts: Core, member: Member) -> None:
    async with AsyncSession(parts.database.engine) as session:
        stored = await session.scalar(select(Staff.password))
    assert stored is not None and stored.startswith("$argon2") and PASSWORD not in stored


async def test_a_short_password_and_a_taken_login_are_refused(parts: Core, member: Member) -> None:
    with pytest.raises(AccountFault, match="password_short"):
        await parts.accounts.add(NewAccount("wang", "王老师", "short"))
    with pytest.raises(AccountFault, match="login_taken"):
        await parts.accounts.add(NewAccount("chen", "陈二", PASSWORD))


async def test_a_token_ends_with_signing_out(client: Client, parts: Core, member: Member) -> None:
    token = await token_of(client)
    headers = {"Authorization": f"Bearer {token}"}
    assert (await client.get("/api/staff/cases", headers=headers)).status == 200
    assert (await client.delete("/api/staff/session", headers=headers)).status == 204
    assert (await client.get("/api/staff/cases", headers=headers)).status == 401
    with pytest.raises(NotSignedIn):
        await parts.accounts.member(token)


async def test_a_forged_token_opens_nothing(client: Client) -> None:
    ws = await client.ws_connect("/ws/staff")
    await ws.send_json({"type": "hello", "token": "forged"})
    assert (await until(ws, "refused"))["code"] == "signed_out"
    assert (await ws.receive(timeout=5)).type.name in ("CLOSE", "CLOSED", "CLOSING")


async def test_signing_out_ends_the_power_of_a_socket_that_is_open(
    client: Client, parts: Core, member: Member
) -> None:
    conversation = await queued(parts)
    token = await token_of(client)
    ws = await client.ws_connect("/ws/staff")
    await ws.send_json({"type": "hello", "token": token})
    await until(ws, "ready")
    await parts.accounts.sign_out(token)
    await ws.send_json({"type": "claim", "key": key(), "conversation": conversation})
    assert (await until(ws, "refused"))["code"] == "signed_out"
    case = (await parts.cases.now(member, [conversation]))[conversation]
    assert case is not None and case.owner == "queue"


async def test_the_list_shows_what_waits_with_what_the_assistant_knows(
    client: Client, parts: Core, member: Member
) -> None:
    conversation = await parts.inbox.open("web", "v")
    await parts.inbox.say(conversation.id, key(), "公章丢了怎么办")
    await parts.runner.settle(conversation.id)
    await parts.inbox.ask_person(conversation.id, key())
    headers = {"Authorization": f"Bearer {await token_of(client)}"}
    listed = (await (await client.get("/api/staff/cases", headers=headers)).json())["cases"]
    assert [(c["conversation"], c["owner"], c["reason"]) for c in listed] == [
        (conversation.id, "queue", "asked")
    ]
    assert "公章丢了怎么办" in listed[0]["summary"]


async def test_staff_take_speak_and_close_and_the_assistant_is_silent_between(
    client: Client, parts: Core, member: Member
) -> None:
    conversation = await queued(parts)
    ws = await hello(client)
    assert (await do(ws, type="claim", conversation=conversation))["type"] == "accepted"
    said = await do(ws, type="say", conversation=conversation, text="您好，我来帮您")
    received = await parts.inbox.say(conversation, key(), "公章丢了")
    assert received.turn_id is None
    done = await do(ws, type="close", conversation=conversation, disposition="resolved")
    again = await parts.inbox.say(conversation, key(), "谢谢")
    assert again.turn_id is not None
    await ws.send_json({"type": "watch", "conversation": conversation, "after": 0})
    seen = [(await until(ws, "message"))["message"] for _ in range(int(done["seq"]))]
    assert [m["seq"] for m in seen] == list(range(1, int(done["seq"]) + 1))
    staff = [m for m in seen if m["author"] == "staff"]
    assert [(m["seq"], m["author_name"], m["body"]["text"]) for m in staff] == [
        (said["seq"], "陈老师", "您好，我来帮您")
    ]
    assert await parts.cases.now(member, [conversation]) == {conversation: None}


async def test_a_command_repeated_with_its_key_is_done_once(
    client: Client, parts: Core, member: Member
) -> None:
    conversation = await queued(parts)
    ws = await hello(client)
    claim = {"type": "claim", "conversation": conversation, "key": key()}
    assert (await do(ws, **claim)) == (await do(ws, **claim))
    words = {"type": "say", "conversation": conversation, "text": "在的", "key": key()}
    assert (await do(ws, **words)) == (await do(ws, **words))


async def test_a_closed_socket_ends_nothing(client: Client, parts: Core, member: Member) -> None:
    conversation = await queued(parts)
    first = await hello(client)
    await do(first, type="claim", conversation=conversation)
    await first.close()
    second = await hello(client)
    answer = await do(second, type="say", conversation=conversation, text="我回来了")
    assert answer["type"] == "accepted"


async def test_of_fifty_who_take_a_conversation_at_once_one_wins(
    parts: Core, member: Member
) -> None:
    conversation = await queued(parts)
    members = [
        await parts.accounts.add(NewAccount(f"m{i}", f"老师{i}", PASSWORD)) for i in range(50)
    ]
    results = await asyncio.gather(
        *(parts.desk.claim(one, conversation, key()) for one in members), return_exceptions=True
    )
    won = [one for one, result in zip(members, results, strict=True) if not _refused(result)]
    case = (await parts.cases.now(member, [conversation]))[conversation]
    assert case is not None and [case.assignee] == [one.id for one in won]


def _refused(result: object) -> bool:
    return getattr(result, "code", None) == "taken"


async def test_only_who_holds_a_conversation_speaks_gives_back_or_closes(
    client: Client, parts: Core, member: Member
) -> None:
    conversation = await queued(parts)
    other = await parts.accounts.add(NewAccount("wang", "王老师", PASSWORD))
    await parts.desk.claim(other, conversation, key())
    ws = await hello(client)
    for frame in (
        {"type": "say", "text": "我来"},
        {"type": "hand_back"},
        {"type": "close", "disposition": "resolved"},
    ):
        assert (await do(ws, conversation=conversation, **frame))["code"] == "not_yours"
    case = (await parts.cases.now(member, [conversation]))[conversation]
    assert case is not None and case.assignee == other.id


async def test_a_conversation_given_back_waits_at_its_old_place(
    parts: Core, member: Member
) -> None:
    first, second = await queued(parts), await queued(parts)
    await parts.desk.claim(member, first, key())
    await parts.desk.hand_back(member, first, key())
    waiting = [case.conversation for case in await parts.cases.seen_by(member)]
    assert waiting == [first, second]


async def test_staff_hear_of_a_case_that_is_queued_and_of_one_that_is_gone(
    client: Client, parts: Core, member: Member
) -> None:
    ws = await hello(client)
    conversation = await queued(parts)
    appeared = await until(ws, "case")
    assert (appeared["conversation"], appeared["case"]["owner"]) == (conversation, "queue")
    await parts.inbox.leave_queue(conversation, key())
    assert (await until(ws, "case"))["case"] is None


@pytest.mark.parametrize(
    "frame",
    [
        "not json",
        '{"type": "say"}',
        '{"type": "claim", "key": "12345678", "conversation": "nothing"}',
        '{"type": "say", "key": "12345678", "conversation": "x", "text": "x", "more": 1}',
    ],
)
async def test_a_frame_that_cannot_be_read_leaves_the_socket_usable(
    client: Client, parts: Core, member: Member, frame: str
) -> None:
    ws = await hello(client)
    await ws.send_str(frame)
    assert (await until(ws, "refused"))["code"] == "frame"
    await ws.send_json({"type": "ping"})
    await until(ws, "pong")


async def test_an_unknown_conversation_is_refused(client: Client, member: Member) -> None:
    ws = await hello(client)
    answer = await do(ws, type="claim", conversation=str(uuid.uuid4()))
    assert answer["code"] == "unknown_conversation"


async def test_an_account_that_is_switched_off_cannot_sign_in(parts: Core, member: Member) -> None:
    await parts.database.write(lambda session: session.execute(update(Staff).values(active=False)))
    with pytest.raises(SignInRefused):
        await parts.accounts.sign_in("chen", PASSWORD)
