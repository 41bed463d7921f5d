"""From an item to an approved change: decided once, undone, reviewed by another, exported."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from bot.app import Core
from bot.commands.trainer import export
from bot.settings import Settings
from bot.trainer import sets
from bot.trainer.corpus import load_aliases, load_examples
from tests.integration.sockets import Client
from tests.integration.trainer_desk import (
    SEAL,
    TAX,
    Misreading,
    corrected,
    got,
    person,
    said,
    sent,
    small_checkout,
    training_service,
)

Desk = tuple[Core, Misreading, Client]
Headers = dict[str, str]


@pytest.fixture
async def lin(desk: Desk) -> Headers:
    return (await person(desk[0], "lin"))[1]


@pytest.fixture
async def wang(desk: Desk) -> Headers:
    return (await person(desk[0], "wang"))[1]


async def item(desk: Desk, headers: Headers, text: str = "刚开业税务那摊子事该咋走") -> Any:
    """An item that waits."""
    await said(desk[0], f"{text}？？")
    await desk[0].inbox_sweep.sweep()
    return (await got(desk[2], headers, "/inbox"))["items"][0]


async def draft(desk: Desk, headers: Headers) -> Any:
    """The set that is drafted."""
    (found,) = (await got(desk[2], headers, "/sets", state="draft"))["sets"]
    return await got(desk[2], headers, f"/sets/{found['id']}")


async def step(desk: Desk, headers: Headers, detail: Any, name: str, **values: Any) -> Any:
    """A set moved on from how it was seen."""
    found = detail["set"]
    path = f"/sets/{found['id']}/{name}"
    return await sent(desk[2], headers, path, version=found["version"], **values)


async def test_a_correction_is_a_change_in_the_authors_open_set_and_the_item_is_done(
    desk: Desk, lin: Headers
) -> None:
    one = await item(desk, lin)
    done = (await corrected(desk[2], lin, one, facets=["steps"]))["item"]
    assert (done["state"], done["decided_name"]) == ("done", "lin")
    (change,) = (await draft(desk, lin))["changes"]
    assert (change["kind"], change["item"], change["said"]) == ("add", one["id"], one["text"])
    assert change["after"]["label"] == TAX and change["after"]["facets"] == ["steps"]


async def test_of_two_trainers_the_second_hears_who_was_first(
    desk: Desk, lin: Headers, wang: Headers
) -> None:
    one = await item(desk, lin)
    results = await asyncio.gather(
        corrected(desk[2], lin, one), corrected(desk[2], wang, one, label=SEAL)
    )
    assert sorted(isinstance(result, tuple) for result in results) == [False, True]
    assert (409, "changed") in results
    late = await desk[2].post(
        f"/api/staff/trainer/inbox/{one['id']}/decision",
        headers=wang,
        json={"version": one["version"], "kind": "skip"},
    )
    first = next(result for result in results if isinstance(result, dict))
    assert first["item"]["decided_name"] in (await late.json())["message"]


async def test_who_looks_at_an_item_is_shown_and_keeps_nobody_away(
    desk: Desk, lin: Headers, wang: Headers
) -> None:
    one = await item(desk, lin)
    await sent(desk[2], lin, f"/inbox/{one['id']}/claim", on=True)
    seen = await sent(desk[2], wang, f"/inbox/{one['id']}/claim", on=True)
    assert seen["item"]["claimed_name"] == "lin"
    assert isinstance(await corrected(desk[2], wang, one), dict)


async def test_what_was_decided_is_taken_back_until_it_is_handed_in(
    desk: Desk, lin: Headers, wang: Headers
) -> None:
    one = await item(desk, lin)
    done = (await corrected(desk[2], lin, one))["item"]
    path = f"/inbox/{one['id']}/undo"
    assert await sent(desk[2], wang, path, version=done["version"]) == (409, "nothing_to_undo")
    again = (await sent(desk[2], lin, path, version=done["version"]))["item"]
    assert again["state"] == "open"
    (change,) = (await draft(desk, lin))["changes"]
    assert change["undone_at"] is not None
    done = (await corrected(desk[2], lin, again))["item"]
    await step(desk, lin, await draft(desk, lin), "submit", title="税务报到")
    assert await sent(desk[2], lin, path, version=done["version"]) == (409, "handed_in")


async def test_what_one_skipped_another_may_know(desk: Desk, lin: Headers, wang: Headers) -> None:
    one = await item(desk, lin)
    path = f"/inbox/{one['id']}"
    skipped = await sent(desk[2], lin, f"{path}/decision", version=1, kind="skip")
    back = await sent(desk[2], wang, f"{path}/undo", version=skipped["item"]["version"])
    assert back["item"]["state"] == "open"


async def test_skipped_new_names_and_new_matters(desk: Desk, lin: Headers) -> None:
    one = await item(desk, lin)
    path = f"/inbox/{one['id']}"
    skipped = await sent(desk[2], lin, f"{path}/decision", version=1, kind="skip")
    back = await sent(desk[2], lin, f"{path}/undo", version=skipped["item"]["version"])
    named = {"kind": "synonym", "matter": "reg_seal", "version": back["item"]["version"]}
    taken = await sent(desk[2], lin, f"{path}/decision", **named, name="刻公章")
    assert taken == (409, "alias_taken")
    assert isinstance(await sent(desk[2], lin, f"{path}/decision", **named, name="敲图章"), dict)
    other = await item(desk, lin, "外星人来投资要什么手续")
    proposed = {"version": 1, "kind": "matter", "note": "外星投资登记"}
    await sent(desk[2], lin, f"/inbox/{other['id']}/decision", **proposed)
    kinds = [(c["kind"], c["note"]) for c in (await draft(desk, lin))["changes"]]
    assert kinds == [("alias", "敲图章"), ("matter", "外星投资登记")]


async def test_every_correction_is_in_the_regression_set_until_it_is_undone(
    desk: Desk, lin: Headers
) -> None:
    one = await item(desk, lin)
    decision = {"text": one["text"], "label": TAX, "facets": ["steps"], "entities": []}
    done = await sent(
        desk[2],
        lin,
        f"/inbox/{one['id']}/decision",
        version=1,
        kind="label",
        learn=False,
        example=decision,
    )
    found = await desk[0].database.read(sets.regression)
    assert [(r.text, r.label, r.facets) for r in found] == [(one["text"], TAX, ("steps",))]
    version = done["item"]["version"]
    await sent(desk[2], lin, f"/inbox/{one['id']}/undo", version=version)
    assert await desk[0].database.read(sets.regression) == []


async def test_a_later_model_that_misreads_it_again_opens_the_item(
    desk: Desk, lin: Headers
) -> None:
    one = await item(desk, lin)
    await corrected(desk[2], lin, one)
    await said(desk[0], one["text"])
    await desk[0].inbox_sweep.sweep()
    assert (await got(desk[2], lin, "/inbox"))["items"] == []
    desk[1].version = "model-2"
    assert (await item(desk, lin))["id"] == one["id"]


async def test_a_set_is_approved_by_somebody_else_and_nobody_moves_it_unseen(
    desk: Desk, lin: Headers, wang: Headers
) -> None:
    await corrected(desk[2], lin, await item(desk, lin))
    seen = await draft(desk, lin)
    assert await step(desk, wang, seen, "submit", title="报到") == (409, "not_your_set")
    submitted = await step(desk, lin, seen, "submit", title="报到")
    assert await step(desk, lin, submitted, "review", approve=True) == (409, "own_set")
    assert await step(desk, wang, submitted, "review", approve=False) == (409, "reason_missing")
    back = await step(desk, wang, submitted, "review", approve=False, reason="栏目不对")
    assert await step(desk, wang, submitted, "review", approve=True) == (409, "changed")
    again = await step(desk, lin, back, "reopen")
    submitted = await step(desk, lin, again, "submit", title="报到，改过")
    approved = await step(desk, wang, submitted, "review", approve=True)
    steps = [(e["kind"], e["staff_name"], e["text"]) for e in approved["history"]]
    assert steps == [
        ("begun", "lin", None),
        ("submitted", "lin", None),
        ("rejected", "wang", "栏目不对"),
        ("reopened", "lin", None),
        ("submitted", "lin", None),
        ("approved", "wang", None),
    ]
    ids, changes = await desk[0].database.read(sets.approved)
    assert (ids, len(changes)) == ([approved["set"]["id"]], 1)
    await desk[0].database.write(lambda s: sets.mark_released(s, ids, "model-7"))
    released = (await got(desk[2], wang, f"/sets/{ids[0]}"))["set"]
    assert (released["state"], released["release"]) == ("released", "model-7")


async def test_a_set_that_no_longer_fits_is_not_approved(
    desk: Desk, lin: Headers, wang: Headers
) -> None:
    old = (await got(desk[2], lin, "/examples", label=SEAL, limit="1"))["examples"][0]
    before = {"text": old["text"], "label": SEAL}
    for headers, label in ((lin, TAX), (wang, "greet")):
        after = {"text": old["text"], "label": label, "facets": None, "entities": []}
        change = {"before": before, "after": after, "confirm": True}
        assert isinstance(await sent(desk[2], headers, "/examples", **change), dict)
    both = (await got(desk[2], lin, "/sets", state="draft"))["sets"]
    handed = {}
    for found in both:
        headers = lin if found["author_name"] == "lin" else wang
        handed[found["author_name"]] = await step(
            desk, headers, {"set": found}, "submit", title="移动"
        )
    await step(desk, wang, handed["lin"], "review", approve=True)
    refused = await step(desk, lin, handed["wang"], "review", approve=True)
    assert refused == (409, "conflicts")
    detail = await got(desk[2], lin, f"/sets/{handed['wang']['set']['id']}")
    assert [change["clash"] for change in detail["changes"]] == ["moved"]


async def test_without_review_a_set_is_approved_when_it_is_handed_in(
    tmp_path: Path, database_url: str, checkout: Path, client_of: Any
) -> None:
    async with training_service(tmp_path, database_url, checkout, trainer_review=False) as made:
        desk = (*made, await client_of(made[0]))
        _, lin = await person(desk[0], "lin")
        await corrected(desk[2], lin, await item(desk, lin))
        approved = await step(desk, lin, await draft(desk, lin), "submit", title="报到")
        assert approved["set"]["state"] == "approved"
        assert (await got(desk[2], lin, "/sets"))["review"] is False


async def test_what_is_approved_is_written_into_a_checkout_once(
    desk: Desk, lin: Headers, wang: Headers, tmp_path: Path, database_url: str
) -> None:
    one = await item(desk, lin)
    await corrected(desk[2], lin, one)
    other = await item(desk, lin, "敲个图章多少铜钿")
    named = {"kind": "synonym", "matter": "reg_seal", "name": "敲图章", "version": 1}
    await sent(desk[2], lin, f"/inbox/{other['id']}/decision", **named)
    submitted = await step(desk, lin, await draft(desk, lin), "submit", title="报到")
    await step(desk, wang, submitted, "review", approve=True)
    root = small_checkout(tmp_path / "other")
    before = len(load_examples(root / "data"))
    settings = Settings.model_validate({"root": root, "database_url": database_url})
    first = await export(settings, root)
    assert (first.sets, first.conflicts) == (1, [])
    texts = {e.text: e.label for e in load_examples(root / "data")}
    assert texts[one["text"]] == TAX and len(texts) == before + 1
    assert "敲图章" in load_aliases(root / "data")["reg_seal"]
    assert (await export(settings, root)).sets == 0
