"""A checkout with six labels of six examples, in the places where the product has its data."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]

_LINES = """
registration/reg_seal: 公章丢了 新公司要刻公章 公章坏了要重刻 公章备案去哪 公章能自己刻吗 公章换新
registration/reg_license: 执照丢了 执照找不到了 执照污损换一张 补执照副本 执照撕坏了 换发新版执照
tax/tax_invoice: 发票怎么开 想开电子发票 发票额度不够用 开错的发票要红冲 第一次领发票 开专票
greet: 你好 你好呀 你好在吗 早上好你好 喂你好 您好您好
handoff: 转人工 转人工找个真人 我要人工客服 叫人工来 不要机器人要人工 人工服务
out_of_scope: 今天天气怎么样 天气预报 今天附近哪有饭店 今天帮我订机票 明天天气冷吗 今天推荐一部电影
"""
EXAMPLES = {
    label: texts.split()
    for label, texts in (line.split(": ") for line in _LINES.split("\n") if line)
}
QUESTIONS = [
    ("公章丢了", "registration/reg_seal"),
    ("发票怎么开", "tax/tax_invoice"),
    ("你好", "greet"),
]
FACETS = {
    "fee": ["多少钱", "收费", "要花多少", "免费吗"],
    "time_limit": ["多久", "几天", "要等多长时间", "什么时候能好"],
}
NAMES = {
    "registration": {"reg_seal": "公章刻制", "reg_license": "执照补领"},
    "tax": {"tax_invoice": "发票开具"},
}
DOMAIN: dict[str, Any] = {
    "version": "3.1",
    "session_config": {"session_expiration_time": 60, "carry_over_slots_to_new_session": True},
    "intents": ["registration", "tax", "greet", "handoff", "out_of_scope", "nlu_fallback"],
    "entities": [
        "matter",
        "alias",
        "facet",
        "variant",
        "date",
        "amount",
        "phone",
        "uscc",
        "enterprise_name",
    ],
    "slots": {
        "matter": {
            "type": "any",
            "influence_conversation": False,
            "mappings": [{"type": "from_entity", "entity": "matter"}],
        }
    },
    "actions": ["action_handoff"],
    "responses": {
        "utter_answer": [{"custom": {"type": "answer", "matter": "{matter}"}}],
        "utter_greet": [{"text": "您好"}],
        "utter_default": [{"text": "没听懂"}],
    },
}
RULES = [
    {"rule": "matter", "steps": [{"intent": "registration"}, {"action": "utter_answer"}]},
    {"rule": "tax", "steps": [{"intent": "tax"}, {"action": "utter_answer"}]},
    {"rule": "greeting", "steps": [{"intent": "greet"}, {"action": "utter_greet"}]},
    {"rule": "a person", "steps": [{"intent": "handoff"}, {"action": "action_handoff"}]},
    {"rule": "outside", "steps": [{"intent": "out_of_scope"}, {"action": "utter_default"}]},
    {"rule": "doubt", "steps": [{"intent": "nlu_fallback"}, {"action": "utter_default"}]},
]


def write(path: Path, content: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    text = yaml.safe_dump(content, allow_unicode=True, sort_keys=False)
    path.write_text(text, encoding="utf-8")


def write_checkout(root: Path) -> None:
    """The least that the training reads, in the places where it stands in the product."""
    config = yaml.safe_load((ROOT / "config.yml").read_text(encoding="utf-8"))
    # So few examples leave most character pairs unknown, and no label far ahead.
    config["pipeline"][-1]["thresholds"] = {"coverage": 0.0, "sure": 0.3}
    nlu = [
        {"intent": label, "examples": "".join(f"- {text}\n" for text in texts)}
        for label, texts in EXAMPLES.items()
    ]
    write(root / "config.yml", config)
    write(root / "domain.yml", DOMAIN)
    asked = "".join(f"{text}\t{label}\n" for text, label in QUESTIONS)
    (root / "data").mkdir(parents=True)
    (root / "data/questions.tsv").write_text(asked, encoding="utf-8")
    write(root / "data/nlu/nlu.yml", {"version": "3.1", "nlu": nlu})
    write(root / "data/rules/rules.yml", {"version": "3.1", "rules": RULES})
    write(root / "data/lexicon/facets.yml", FACETS)
    write(root / "data/lexicon/variants.yml", {"外商": ["外资"]})
    write(root / "data/lexicon/aliases.yml", {"reg_seal": ["刻公章"]})
    asked = {facet: [f"刻章{word}" for word in words] for facet, words in FACETS.items()}
    write(root / "data/lexicon/facet_examples.yml", {**asked, "none": ["公章丢了", "你好", "开票"]})
    for folder, matters in NAMES.items():
        listed = [{"id": id_, "name": name, "title": name} for id_, name in matters.items()]
        write(root / f"data/matters/{folder}.yml", listed)
