"""What the people of the demonstration judge before a procurement begins: nothing unusual, each with its reason."""

from __future__ import annotations

from goufu.procurement.actions.judging import judge
from goufu.procurement.choices import OF_THE_READER
from goufu.procurement.law import facts_of, opinion_of
from goufu.procurement.left_open import judgements_open
from goufu.procurement.models import Procurement
from goufu.registry.agents import Agent

REASONS = {
    "standards_uniform": "各片区服务的标准不一样，不能只比价格",
    "is_it_system": "买的是人来做的服务，不建设、不运行信息系统",
    "is_complex": "服务内容成熟，各地做法相同",
    "has_great_social_impact": "服务对象是本区划的居民，没有跨区划的影响",
    "qualification_scored": "逐项看过评审标准，没有把资格条件列为评审因素",
}


def judge_all(procurement: Procurement, officer: Agent, lead: Agent) -> None:
    """Everything that rules ask a person for is judged; the lead looks the file through."""
    for each in judgements_open(opinion_of(procurement), facts_of(procurement)):
        by = lead if each.fact in OF_THE_READER else officer
        judge(procurement=procurement.pk, fact=each.fact, holds=False, reason=REASONS[each.fact], by=by)
