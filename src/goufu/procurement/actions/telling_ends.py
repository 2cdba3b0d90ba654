"""Talks that end without a supplier: each of those who offered something is told in a letter."""

from __future__ import annotations

from goufu import wall_clock
from goufu.core.action import Action
from goufu.documents.blocks import day_in_words
from goufu.procurement.actions.reviewing import reviews_of
from goufu.procurement.actions.telling import send_letter
from goufu.procurement.law import method_of
from goufu.procurement.models import Procurement
from goufu.procurement.papers.letter_texts import letter_head
from goufu.procurement.review.talks import is_by_talks
from goufu.registry.agents import Agent


def tell_end(act: Action, procurement: Procurement, because: str, by: Agent) -> None:
    """Writes to each supplier that offered something in talks which end now; of the others the letter tells nothing.

    because: in whole sentences. Where a panel reviews, those who bid have the public notice and the letters of its report.
    """
    method = method_of(procurement)
    if method is None or not is_by_talks(method):
        return
    today = day_in_words(wall_clock.today())
    for review in reviews_of(procurement):
        for bid in review.bids:
            head = letter_head(procurement, bid.response)
            text = f"{head}采购活动已经于{today}终止，不再成交。{because}"
            send_letter(act, procurement, bid.response, text, by)
