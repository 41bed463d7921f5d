"""The examples: browsed, checked before they are saved, and exchanged as files."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from bot.app import Core
from tests.integration.sockets import Client
from tests.integration.trainer_desk import (
    EACH,
    LABELS,
    SEAL,
    TAX,
    TRAINER,
    Misreading,
    got,
    person,
    sent,
)

Desk = tuple[Core, Misreading, Client]
Headers = dict[str, str]
FRESH = "图章店老板讲要先备案才能敲，备案是啥人去弄"


@pytest.fixture
async def lin(desk: Desk) -> Headers:
    return (await person(desk[0], "lin"))[1]


def one(text: str = FRESH, label: str = SEAL, **values: Any) -> dict[str, Any]:
    return {"text": text, "label": label, "facets": None, "entities": []} | values


async def first(desk: Desk, headers: Headers, label: str = SEAL) -> dict[str, Any]:
    """An example that is there."""
    listed = await got(desk[2], headers, "/examples", label=label, limit="1")
    found: dict[str, Any] = listed["examples"][0]
    return found


async def codes(desk: Desk, headers: Headers, **change: Any) -> dict[str, str]:
    """What a check finds: level by code."""
    found = await sent(desk[2], headers, "/examples/check", **change)
    return {finding["code"]: finding["level"] for finding in found["findings"]}


async def test_examples_are_found_by_label_facet_and_chinese_words_and_paged(
    desk: Desk, lin: Headers
) -> None:
    client = desk[2]
    every = await got(client, lin, "/examples", limit="100")
    seal = await got(client, lin, "/examples", label=SEAL, limit="100")
    assert seal["total"] == len(seal["examples"]) == EACH
    words = seal["examples"][3]["text"][1:5]
    found = await got(client, lin, "/examples", q=words)
    assert seal["examples"][3]["text"] in {e["text"] for e in found["examples"]}
    none = await got(client, lin, "/examples", label=SEAL, facet="none")
    assert all(example["facets"] == [] for example in none["examples"])
    seen, after = [e["text"] for e in every["examples"]], every["next"]
    while after:
        page = await got(client, lin, "/examples", limit="100", after=after)
        seen, after = seen + [e["text"] for e in page["examples"]], page["next"]
    assert len(seen) == len(set(seen)) == every["total"]
    labels = (await got(client, lin, "/labels"))["labels"]
    assert {label["label"] for label in labels} == set(LABELS)


@pytest.mark.parametrize(
    ("example", "code"),
    [
        (one("a"), "too_short"),
        (one("问" * 201), "too_long"),
        (one("第一行\n第二行"), "not_a_line"),
        (one("/greet"), "slash"),
        (one("[公章](alias)丢了"), "markup"),
        (one("打13800138000问刻章"), "personal"),
        (one(label="tax/nothing_like_it"), "unknown_label"),
        (one("您好啊朋友", "greet", facets=["fee"]), "no_facets_here"),
        (one(entities=[{"start": 3, "end": 99, "entity": "alias"}]), "entities"),
    ],
)
async def test_what_is_no_example_is_refused_and_stores_nothing(
    desk: Desk, lin: Headers, example: dict[str, Any], code: str
) -> None:
    assert (await codes(desk, lin, after=example))[code] == "error"
    refused = await sent(desk[2], lin, "/examples", after=example, confirm=True)
    assert refused == (409, code)
    assert (await got(desk[2], lin, "/sets"))["sets"] == []


async def test_what_is_there_already_is_refused_and_what_is_nearly_there_is_to_be_confirmed(
    desk: Desk, lin: Headers
) -> None:
    old = (await first(desk, lin))["text"]
    assert await codes(desk, lin, after=one(old)) == {"duplicate": "error"}
    assert await codes(desk, lin, after=one(old, TAX)) == {"duplicate_elsewhere": "error"}
    close = one(f"{old}呢", TAX)
    found = await sent(desk[2], lin, "/examples/check", after=close)
    near = next(f for f in found["findings"] if f["code"] == "near_elsewhere")
    assert (near["level"], near["other"], near["other_label"]) == ("warning", old, SEAL)
    assert 0.6 <= near["similarity"] < 1
    assert await sent(desk[2], lin, "/examples", after=close) == (409, "unconfirmed")
    stored = await sent(desk[2], lin, "/examples", after=close, confirm=True)
    assert "near_elsewhere" in stored["changes"][0]["warnings"]


async def test_a_question_of_the_evaluation_is_refused_without_saying_which(
    desk: Desk, lin: Headers, tmp_path: Any, checkout: Any
) -> None:
    folder = checkout / "tests" / "nlu"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "dev.tsv").write_text(f"{FRESH}\treg_seal\n", encoding="utf-8")
    try:
        found = await sent(desk[2], lin, "/examples/check", after=one(f"{FRESH}呀"))
    finally:
        (folder / "dev.tsv").unlink()
    (finding,) = [f for f in found["findings"] if f["code"] == "held_out"]
    assert (finding["level"], finding["other"]) == ("error", None)


async def test_an_example_is_edited_moved_and_taken_away_as_it_was_seen(
    desk: Desk, lin: Headers
) -> None:
    old = await first(desk, lin)
    seen = {"text": old["text"], "label": SEAL}
    wrong = await sent(
        desk[2], lin, "/examples", before=seen | {"label": TAX}, after=one(), confirm=True
    )
    assert wrong == (409, "gone")
    moved = one(old["text"], TAX)
    assert (await codes(desk, lin, before=seen, after=moved))["few"] == "warning"
    await sent(desk[2], lin, "/examples", before=seen, after=moved, confirm=True)
    found = await got(desk[2], lin, "/examples", origin="changed")
    assert [(e["text"], e["label"]) for e in found["examples"]] == [(old["text"], TAX)]
    gone = {"text": old["text"], "label": TAX}
    await sent(desk[2], lin, "/examples", before=gone, confirm=True)
    assert (await got(desk[2], lin, "/examples", label=SEAL))["total"] == EACH - 1
    _, wang = await person(desk[0], "wang")
    assert (await got(desk[2], wang, "/examples", label=SEAL))["total"] == EACH


async def exported(desk: Desk, headers: Headers, **asked: str) -> bytes:
    answer = await desk[2].get(f"{TRAINER}/examples/export", headers=headers, params=asked)
    assert answer.status == 200 and answer.headers["Cache-Control"] == "no-store"
    return await answer.read()


async def imported(desk: Desk, headers: Headers, content: bytes, **asked: str) -> Any:
    answer = await desk[2].post(
        f"{TRAINER}/examples/import", headers=headers, params=asked, data=content
    )
    told = await answer.json()
    return told if answer.status == 200 else (answer.status, told["code"])


def workbook(*rows: list[Any]) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["例句", "标签", "事项", "问的栏目"], *rows):
        sheet.append(row)
    written = BytesIO()
    book.save(written)
    return written.getvalue()


@pytest.mark.parametrize("kind", ["xlsx", "yaml"])
async def test_what_is_taken_away_comes_back_unchanged(desk: Desk, lin: Headers, kind: str) -> None:
    content = await exported(desk, lin, format=kind, label=SEAL)
    found = await imported(desk, lin, content, format=kind)
    assert (found["stored"], found["rows"], found["unchanged"]) == (False, EACH, EACH)
    if kind == "xlsx":
        sheet = load_workbook(BytesIO(content)).worksheets[0]
        assert sheet.max_row == EACH + 1


async def test_a_table_is_taken_in_as_a_whole_or_not_at_all_and_names_its_rows(
    desk: Desk, lin: Headers
) -> None:
    old = (await first(desk, lin))["text"]
    good = [FRESH, SEAL, "", "materials, fee"], [old, TAX, "", "-"]
    bad = workbook(*good, ["打13800138000问", SEAL, "", ""], [FRESH, TAX, "", ""])
    found = await imported(desk, lin, bad, format="xlsx", confirm="true")
    errors = {f["row"]: f["finding"]["code"] for f in found["findings"]}
    assert found["stored"] is False and errors.items() >= {4: "personal", 5: "twice"}.items()
    assert (await got(desk[2], lin, "/sets"))["sets"] == []
    found = await imported(desk, lin, workbook(*good), format="xlsx", confirm="true")
    assert (found["stored"], found["added"], found["edited"]) == (True, 1, 1)
    changed = await got(desk[2], lin, "/examples", origin="changed")
    facets = {e["text"]: (e["label"], e["facets"]) for e in changed["examples"]}
    assert facets == {FRESH: (SEAL, ["materials", "fee"]), old: (TAX, [])}


@pytest.mark.parametrize(
    ("content", "kind", "code"),
    [
        (workbook(['=HYPERLINK("http://example.com")', SEAL, "", ""]), "xlsx", "file_formula"),
        (b"PK\x03\x04 not a workbook", "xlsx", "file_unreadable"),
        (workbook(), "xlsx", "file_empty"),
        (b"nlu: &a [*a]", "yaml", "file_unreadable"),
        (b"nlu: [{intent: greet, examples: [1]}]", "yaml", "file_unreadable"),
        (b"{" * 5000, "yaml", "file_unreadable"),
    ],
)
async def test_a_file_that_is_none_is_refused(
    desk: Desk, lin: Headers, content: bytes, kind: str, code: str
) -> None:
    assert await imported(desk, lin, content, format=kind) == (409, code)


async def test_a_matter_with_little_says_what_to_do_next(desk: Desk, lin: Headers) -> None:
    found = await got(desk[2], lin, "/coverage")
    lines = {line["matter"]: line for line in found["matters"]}
    assert len(lines) == 168
    assert (lines["reg_seal"]["examples"], lines["reg_seal"]["least"]) == (EACH, 40)
    assert all("examples" in line["todo"] for line in lines.values())
    assert set(found["advice"]) == {kind for line in lines.values() for kind in line["todo"]}
