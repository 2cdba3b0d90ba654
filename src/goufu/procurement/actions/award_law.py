"""The law before an award: nothing forbids it as it would stand, and whoever decides has looked into each doubt."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from goufu import wall_clock
from goufu.core.action import Action
from goufu.core.errors import AgainstTheLaw, Refusal
from goufu.core.opinion import cards
from goufu.core.reasons import required_reason
from goufu.procurement.models import Placing, Procurement
from goufu.procurement.readiness import against_doubts
from goufu.procurement.review.law import opinion_on_reserve, opinions_if_awarded
from goufu.registry.eligibility import against_providers


def ask_of_award(
    act: Action, procurement: Procurement, placings: Sequence[Placing], reviewed: Collection[str], reason: str
) -> str:
    """Asks the rules about those who would be awarded, or shortlisted, today. Returns the reason, which doubts need.

    reviewed: the ids of the rules whose doubts the agent has looked into. Raises AgainstTheLaw for what is forbidden, and for
    doubts that nobody has looked into; Refusal for those without a reason.
    """
    on_reserve = act.ask(lambda: opinion_on_reserve(procurement))
    opinions = [
        *act.ask(lambda: opinions_if_awarded(placings)).values(),
        *([on_reserve] if on_reserve.has_unmet else []),
    ]
    for each in opinions:
        act.log_opinion(each)
    if blocking := [answer for each in opinions for answer in each.blocking]:
        raise AgainstTheLaw(cards(blocking))
    _refuse_barred(act, placings)
    doubts = [answer for each in opinions for answer in each.to_review]
    for refusal in against_doubts(doubts, reviewed):
        raise refusal
    if not doubts:
        return reason.strip()
    act.log(reviewed=[*dict.fromkeys(each.rule.title for each in doubts)])
    return required_reason(reason, "有要由人核查的，仍然定标")


def _refuse_barred(act: Action, placings: Sequence[Placing]) -> None:
    """The record tells files on the day on which bids ended; who may take part is asked once more of today. Raises Refusal."""
    bodies = {each.response.bidder_id: each.response.bidder for each in placings}
    for each in placings:
        bodies |= {one.body_id: one.body for one in each.response.members.select_related("body")}
    barred = act.ask(lambda: against_providers(bodies.values(), wall_clock.today()))
    for number, answer in barred.items():
        raise Refusal(
            f"{bodies[number].name}现在不能作供应商：{answer.message}",
            "取消其资格，从其余的候选人里确定，写明理由；没有别的候选人的，终止采购",
            field="response",
            articles=("procurement-law:22", *answer.rule.articles),
        )
