"""Who may challenge, and complain of, what: the standing that is claimed, held against who is recorded to have taken part."""

from __future__ import annotations

from django.db.models import Q

from goufu.core.errors import Refusal
from goufu.procurement.models import (
    Against,
    Challenge,
    Complaint,
    Opening,
    Procurement,
    Standing,
)
from goufu.procurement.past.days import past_of
from goufu.procurement.review.rounds import all_reports_of
from goufu.procurement.sealed.quotations import CLOSED
from goufu.registry.models import Body

STANDING = "order-94:standing"


def took_part(procurement: Procurement, body: Body) -> bool | None:
    """Whether the body, or a consortium with it, responded. None while nobody may know it, and where the record may have gaps.

    Before the opening it is told to nobody who has sent a bid. Of what ran elsewhere those who lost may be missing.
    """
    if not is_known(procurement):
        return None
    responded = procurement.responses.filter(Q(bidder=body) | Q(members__body=body)).exists()
    if responded or procurement.bids.filter(bidder=body).exists():
        return True
    return None if past_of(procurement) else False


def is_known(procurement: Procurement) -> bool:
    """Whether all who responded are recorded: the bids are opened, or the panel has reported on those entered."""
    opened = Opening.objects.filter(procurement=procurement, state__in=CLOSED).exists()
    return opened or all_reports_of(procurement).exists()


def against_record(challenge: Challenge) -> Refusal | None:
    """What the record has against the standing that the challenge claims; None where it has nothing."""
    if (
        challenge.standing != Standing.BIDDER
        or took_part(challenge.procurement, challenge.challenger) is not False
    ):
        return None
    return Refusal(
        f"开启、评审的记录里没有{challenge.challenger.name}的响应，也没有它参加的联合体",
        "参加了而没有登记上的，带回执、签收单找采购人核对；没有参加的，只能对依法获取的采购文件质疑",
        field="standing",
        articles=[STANDING],
    )


def may_have_standing(challenge: Challenge) -> bool:
    """Whether what is claimed lets somebody challenge this at all."""
    return challenge.standing == Standing.BIDDER or (
        challenge.standing == Standing.FILE_HOLDER and challenge.against == Against.FILE
    )


def against_complainant(complaint: Complaint) -> Refusal | None:
    """What stands against a complaint because of who complains of what: the claim alone, or the record."""
    challenge = complaint.challenge
    if challenge is None:
        return None
    if not may_have_standing(challenge):
        return Refusal(
            "质疑的时候没有参加采购活动，质疑的也不是依法获取的采购文件",
            "告知不予受理；查明参加了的，写明理由再受理",
            articles=[STANDING],
        )
    return against_record(challenge)
