"""Tickets as a file: it opens where it is meant to, and no cell of it computes anything."""

from __future__ import annotations

import csv
from io import BytesIO, StringIO

import pytest
from openpyxl import load_workbook

from bot.app import Core
from bot.desk.accounts import Member, NewAccount
from tests.integration.desk_tickets import PASSWORD, TICKETS, by_staff, signed_in
from tests.integration.sockets import Client

FORMULA = '=HYPERLINK("http://example.com","点我")'


@pytest.fixture
async def member(parts: Core) -> Member:
    return await parts.accounts.add(NewAccount("chen", "陈老师", PASSWORD))


async def exported(client: Client, parts: Core, **filters: str) -> bytes:
    """The bytes of a table, which no cache keeps."""
    headers = await signed_in(parts)
    answer = await client.get(f"{TICKETS}/export", headers=headers, params=filters)
    assert answer.status == 200
    assert answer.headers["Cache-Control"] == "no-store"
    disposition = f"attachment; filename=tickets.{filters['format']}"
    assert answer.headers["Content-Disposition"] == disposition
    return await answer.read()


async def test_a_table_for_excel_is_read_as_utf_8_and_computes_nothing(
    client: Client, parts: Core, member: Member
) -> None:
    for question in (FORMULA, "+1", "-1", "@SUM(A1)", "问：=1", 'a,"b"\n第二行'):
        await by_staff(parts, member, question=question)
    table = await exported(client, parts, format="csv")
    assert table.startswith(b"\xef\xbb\xbf")
    lines = list(csv.DictReader(StringIO(table.decode("utf-8-sig"), newline="")))
    assert [line["问题"] for line in reversed(lines)] == [
        f"'{FORMULA}",
        "'+1",
        "'-1",
        "'@SUM(A1)",
        "问：=1",
        'a,"b"\n第二行',
    ]
    first = lines[0]
    assert (first["状态"], first["技能组"], first["优先级"]) == ("已受理，等待联系", "税务", "普通")
    assert (first["复杂"], first["超期"], first["电话"]) == ("否", "否", "138****8000")


async def test_a_workbook_opens_and_every_cell_of_it_is_text(
    client: Client, parts: Core, member: Member
) -> None:
    number = await by_staff(parts, member, question=FORMULA)
    sheet = load_workbook(BytesIO(await exported(client, parts, format="xlsx"))).worksheets[0]
    assert sheet.title == "帮办单"
    head, line = list(sheet.iter_rows())
    cells = {str(name.value): cell for name, cell in zip(head, line, strict=True)}
    assert cells["单号"].value == number
    assert cells["问题"].value == FORMULA
    assert {cell.data_type for cell in line if cell.value is not None} == {"s"}


async def test_a_table_holds_what_the_filter_leaves_and_nothing_else(
    client: Client, parts: Core, member: Member
) -> None:
    done, _ = await by_staff(parts, member), await by_staff(parts, member)
    await parts.ticket_work.change(member, done, 1, {"state": "done"})
    table = (await exported(client, parts, format="csv", state="done")).decode("utf-8-sig")
    assert [line["单号"] for line in csv.DictReader(StringIO(table, newline=""))] == [done]
    none = await exported(client, parts, format="xlsx", group="ip")
    assert load_workbook(BytesIO(none)).worksheets[0].max_row == 1
