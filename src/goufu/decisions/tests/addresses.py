"""The arguments of the addresses of decisions: one that the county's finance office has made."""

from __future__ import annotations

from typing import Any

from goufu.decisions.actions import decide_title
from goufu.decisions.models import Decision
from goufu.registry.tests.county import County

RULE = "plan.screen-goods-doubtful"
TITLE = "云岭县教育体育局学生营养餐食材配送"
REASON = "配送只占小头，主要是食材，按货物采购办理"


def a_decision(county: County) -> Decision:
    """The same one, however often it is asked for."""
    found = Decision.objects.filter(body=county.finance, title=TITLE, state="standing").first()
    return found or decide_title(
        rule=RULE, title=TITLE, verdict="unlawful", reason=REASON, by=county.treasurer
    )


def make_decisions(county: County, count: int) -> None:
    before = Decision.objects.count()
    for number in range(before, before + count):
        title = f"第{number}中学学生营养餐食材配送"
        decide_title(rule=RULE, title=title, verdict="lawful", reason=REASON, by=county.treasurer)


def _number(county: County) -> dict[str, Any]:
    return {"number": a_decision(county).pk}


ARGUMENTS = {
    **dict.fromkeys(
        (
            "decisions:decision",
            "decisions:replace",
            "decisions:withdraw",
            "api:decision",
            "api:replace-decision",
            "api:withdraw-decision",
        ),
        _number,
    ),
    "decisions:export": lambda county: {"kind": "csv"},
}
SENT = {
    "api:decisions": lambda county: {"rule": RULE, "title": TITLE, "verdict": "lawful"},
    "api:replace-decision": lambda county: {"verdict": "lawful"},
}
MANY = {"decisions": make_decisions}
