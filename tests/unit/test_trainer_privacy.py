"""Nothing that leads to a person reaches the trainers; what they work with stays."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.settings import ROOT
from bot.trainer.corpus import load_examples
from bot.trainer.privacy import cleaned, personal


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("我叫王小明，电话13800138000", "我叫某某，电话138****8000"),
        ("姓名：阿布都", "姓名：某某"),
        ("请问欧阳女士在吗", "请问某某女士在吗"),
        ("上海示例科技有限公司想变更法人", "某公司想变更法人"),
        ("示例（上海）网络科技有限公司怎么注销", "某公司怎么注销"),
        ("代码91310104MA1FR00000对吗", "代码[统一社会信用代码]对吗"),
        ("加我微信 abc_12345", "加我微信 ***"),
        ("写到someone@example.com", "写到s***@example.com"),
        ("一人有限公司怎么注册", "一人有限公司怎么注册"),
        ("我是董事", "我是董事"),
        ("想在徐汇开个有限公司", "想在徐汇开个有限公司"),
    ],
)
def test_what_leads_to_a_person_goes_and_the_question_stays(text: str, clean: str) -> None:
    assert cleaned(text) == clean
    assert personal(text) == (text != clean)


@given(st.text("甲乙丙丁", min_size=2, max_size=4), st.text("问题公章怎么办", max_size=8))
def test_a_name_that_the_contact_told_does_not_survive(name: str, around: str) -> None:
    assert name not in cleaned(f"{around}{name}{around}", [name, None], [])


def test_hardly_an_example_of_the_product_looks_personal() -> None:
    found = [e.text for e in load_examples(ROOT / "data") if personal(e.text)]
    assert len(found) <= 3, found
