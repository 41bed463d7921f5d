"""The managers' figures as a file: numbers stay numbers, names compute nothing."""

from __future__ import annotations

import csv
from io import BytesIO, StringIO

import pytest
from openpyxl import load_workbook

from bot.app import Core
from tests.integration.desk_figures import FIGURES, at, case, headers, member
from tests.integration.sockets import Client

FORMULA = "=1+1"


@pytest.fixture
async def signed(parts: Core) -> dict[str, str]:
    """The headers of a supervisor, after a day with two cases."""
    await member(parts, "boss", "supervisor")
    who = await member(parts, FORMULA)
    await case(parts, at(10, "09:00"), taken=10, replied=20)
    closed = {"taken": 30.0, "replied": 90.0, "closed": 600.0}
    await case(parts, at(10, "09:00"), **closed, disposition="filed_first_time", claimed_by=who.id)
    return await headers(parts, "boss")


async def exported(client: Client, signed: dict[str, str], kind: str) -> bytes:
    asked = {"from": "2026-03-09", "to": "2026-03-10", "format": kind}
    answer = await client.get(f"{FIGURES}/export", headers=signed, params=asked)
    assert answer.status == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Disposition"] == f"attachment; filename=figures.{kind}"
    return await answer.read()


async def test_a_table_has_a_line_a_day_and_the_total(
    client: Client, signed: dict[str, str]
) -> None:
    table = (await exported(client, signed, "csv")).decode("utf-8-sig")
    lines = list(csv.DictReader(StringIO(table, newline="")))
    assert [line["日期"] for line in lines] == ["2026-03-09", "2026-03-10", "合计"]
    assert [line["转人工会话"] for line in lines] == ["0", "2", "2"]
    assert [line["等待时间中位数（秒）"] for line in lines] == ["", "20.0", "20.0"]
    assert [line["1 分钟首次回复率"] for line in lines] == ["", "0.5", "0.5"]
    assert lines[2]["1 分钟首次回复率（分子）"] == "1"
    assert lines[2]["1 分钟首次回复率（分母）"] == "2"
    assert lines[2]["转人工原因：企业要求人工"] == "2"
    assert [line["结束结果：一次申报成功"] for line in lines] == ["0", "1", "1"]


async def test_a_workbook_has_members_and_definitions_as_well(
    client: Client, signed: dict[str, str]
) -> None:
    book = load_workbook(BytesIO(await exported(client, signed, "xlsx")))
    assert book.sheetnames == ["每日", "人员", "口径"]
    days, members, meanings = book.worksheets
    head, *_, total = days.iter_rows()
    cells = {str(name.value): cell for name, cell in zip(head, total, strict=True)}
    assert (cells["转人工会话"].value, cells["转人工会话"].data_type) == (2, "n")
    name = members.cell(2, 1)
    assert (name.value, name.data_type) == (FORMULA, "s")
    titles = {str(row[0].value) for row in meanings.iter_rows(min_row=2)}
    assert {"转人工会话", "首办成功率", "转人工原因", "办结会话"} <= titles
