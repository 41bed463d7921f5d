"""`bot ask`, `bot chat` and `bot evaluate` beside a running product."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.commands.report import EvaluationReport, TurnReport
from tests.product import Product


def chat(product: Product, *lines: str) -> list[TurnReport]:
    ran = product.bot("chat", stdin="\n".join(lines) + "\n")
    assert ran.returncode == 0, ran.stderr
    return [TurnReport.model_validate_json(line) for line in ran.stdout.splitlines()]


def test_a_question_is_answered_with_the_facet_asked(product: Product) -> None:
    ran = product.bot("ask", "注册有限公司要准备哪些材料", "--json")
    turn = TurnReport.model_validate_json(ran.stdout)
    assert (turn.outcome, turn.matter, turn.facet) == (
        "answered",
        "reg_company_setup",
        "materials",
    )
    assert "章程" in turn.reply
    assert turn.model


def test_a_bare_facet_is_about_the_matter_before(product: Product) -> None:
    first, second = chat(product, "商标注册怎么申请", "那要多少钱")
    assert (first.outcome, first.matter) == ("answered", "ip_tm_register")
    assert (second.outcome, second.matter, second.facet) == ("answered", "ip_tm_register", "fee")


def test_a_conversation_goes_on_under_its_id(product: Product) -> None:
    product.bot("ask", "公章丢了怎么办", "--conversation", "goes-on")
    ran = product.bot("ask", "去哪里办", "--conversation", "goes-on", "--json")
    assert TurnReport.model_validate_json(ran.stdout).matter == "reg_seal"


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("你好", "smalltalk"),
        ("转人工", "handoff"),
        ("我要人工帮办", "assistance"),
        ("我提交的帮办单处理到哪一步了", "ticket_status"),
        ("你们这个服务太差了我要投诉你们", "complaint"),
        ("周末去哪里看电影好", "out_of_scope"),
    ],
)
def test_each_kind_of_talk_has_its_outcome(product: Product, text: str, outcome: str) -> None:
    assert chat(product, text)[0].outcome == outcome


def test_the_form_is_filled_corrected_left_for_a_question_and_submitted(product: Product) -> None:
    turns = chat(
        product,
        "我要人工帮办",
        "税务注销",
        "系统一直提示有未申报，不知道补哪一期",
        "同意",
        "徐汇示例科技有限公司",
        "91310104000000000X",
        "跳过",
        "陈女士",
        "商标注册多少钱",
        "12345",
        "13800138000",
        "明天上午",
        "电话改成13900139000",
        "提交",
        "我的帮办单到哪了",
    )
    wrong_code, skipped = turns[5], turns[6]
    assert "信用代码" in wrong_code.reply and wrong_code.slots["enterprise_name"]
    assert skipped.slots["uscc"] == "-"
    digression = turns[8]
    assert (digression.outcome, digression.matter) == ("answered", "ip_tm_register")
    assert digression.slots["contact_name"] == "陈女士"
    assert "打不通" in turns[9].reply
    assert turns[12].slots["phone"] == "13900139000"
    assert turns[13].ticket
    assert turns[14].outcome == "ticket_status" and turns[14].ticket == turns[13].ticket


def test_declined_consent_ends_the_form_without_a_ticket(product: Product) -> None:
    turns = chat(product, "我要人工帮办", "公章丢了", "还没有去报案不知道怎么办", "不同意")
    assert turns[-1].ticket is None
    assert "12345" in turns[-1].reply


def test_after_a_hand_over_the_assistant_is_silent(product: Product) -> None:
    asked, after = chat(product, "帮我转人工", "有人吗")
    assert (asked.owner, after.owner) == ("queue", "queue")
    assert after.reply == ""


def test_an_evaluation_counts_each_kind_of_line(product: Product, tmp_path: Path) -> None:
    file = tmp_path / "lines.tsv"
    file.write_text(
        "注册有限公司要准备哪些材料\treg_company_setup\tmaterials\n"
        "注册有限公司要准备哪些材料\treg_company_setup\tfee\n"
        "转人工\tintent:handoff\n"
        "商标注册怎么申请\tdomain:ip\n"
        "周末去哪里看电影好\toos\n",
        encoding="utf-8",
    )
    ran = product.bot("evaluate", str(file), "--json")
    assert ran.returncode == 0, ran.stderr
    report = EvaluationReport.model_validate_json(ran.stdout)
    assert (report.matter.n, report.matter.answered_right, report.matter.answered_wrong) == (
        2,
        0.5,
        0.5,
    )
    assert (report.facet.n, report.facet.right) == (2, 0.5)
    assert report.intent.right == report.domain.right == 1.0
    assert report.oos.wrongly_answered == 0.0
    assert len(report.misses) == 1


def test_a_malformed_line_is_named(product: Product, tmp_path: Path) -> None:
    file = tmp_path / "lines.tsv"
    file.write_text("转人工\tintent:handoff\n没有标签\n", encoding="utf-8")
    ran = product.bot("evaluate", str(file))
    assert ran.returncode != 0
    assert f"{file}:2" in ran.stderr


def test_what_people_write_is_not_in_the_logs(product: Product) -> None:
    chat(product, "我的手机是13712345678，公司怎么注销")
    for log in (product.var / "log").glob("*.log"):
        text = log.read_text(encoding="utf-8", errors="replace")
        assert "13712345678" not in text
        assert "公司怎么注销" not in text


def test_the_json_is_what_the_documents_say(product: Product) -> None:
    ran = product.bot("ask", "你好", "--json")
    assert set(json.loads(ran.stdout)) == set(TurnReport.model_fields)
