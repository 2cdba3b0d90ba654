"""What a decision on a complaint means for a procurement, in a letter to each of those who responded and are no parties."""

from __future__ import annotations

from goufu.core.action import Action
from goufu.documents.blocks import day_in_words
from goufu.procurement.actions.telling import send_letter
from goufu.procurement.cases.parties import decided_together
from goufu.procurement.models import ComplaintDecision, Effect, Party, Procurement, Response
from goufu.registry.agents import Agent

MEANS = {
    Effect.GO_ON: "采购活动继续进行，以前的结果和各个步骤都算；暂停过的，从现在起恢复。",
    Effect.REVIEW: "评审结果无效：以前的评审、定标和通知书不再算，重新评审。",
    Effect.AWARD: "中标、成交结果无效：以前的定标和通知书不再算，从合格的候选人中另行确定。",
    Effect.VOID: "责令重新开展采购活动：这次采购终止，不再成交；重新采购的，另行公告、通知。",
}


def tell_effect(act: Action, procurement: Procurement, decision: ComplaintDecision, by: Agent) -> None:
    """Writes to each bidder whose response is known, however it came: opened here, on paper, entered, of talks, of a past procurement.

    The parties are served with the decision itself. Before bids are opened nobody knows who has sent one; who takes part has the
    public notice, and is told of the suspension and of the end.
    """
    lead = decision.complaint
    parties = Party.objects.filter(complaint__in=decided_together(lead))
    rows = Response.objects.filter(procurement=procurement).exclude(bidder__in=parties.values("body"))
    last = {each.bidder_id: each for each in rows.select_related("bidder").order_by("pk")}
    for response in last.values():
        text = (
            f"{response.bidder.name}：\n    {procurement.purchaser.name}的“{procurement.title}”（{procurement.number}）采购活动，"
            f"{lead.office.name}处理对它的投诉，于{day_in_words(decision.day)}作出处理决定（{decision.number}）。"
            f"{MEANS[Effect(decision.effect)]}处理结果在指定媒体公告。"
        )
        send_letter(act, procurement, response, text, by, decision=decision)
