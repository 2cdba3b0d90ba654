"""The end of talks with suppliers, where the method has no panel: the purchaser writes down with whom it agreed, and on what."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from goufu import wall_clock
from goufu.core.action import Action, action
from goufu.core.errors import Refusal
from goufu.core.permissions import Permission
from goufu.core.reasons import required_reason
from goufu.documents.papers import digest_of
from goufu.procurement.actions.awarding import refuse_above_money
from goufu.procurement.actions.events import note_event
from goufu.procurement.actions.responding import Offer, add_response, refuse_unasked
from goufu.procurement.actions.review_record import AVOIDANCE, posts_since
from goufu.procurement.actions.reviewing import has_report, reviews_of
from goufu.procurement.law import days_of, method_of
from goufu.procurement.models import (
    CameBy,
    ConsortiumMember,
    Part,
    Placing,
    Procurement,
    Quotation,
    Response,
    ReviewReport,
)
from goufu.procurement.review.bids import ReviewedBid
from goufu.procurement.review.events import RECEIVED, REVIEWED, SENT
from goufu.procurement.review.record import RANKED, Review
from goufu.procurement.review.rounds import awards_of, round_of
from goufu.procurement.review.talks import BEGUN, Talks, is_by_talks, is_lowest, out_of, talks_content
from goufu.procurement.timing.counting import day_of
from goufu.procurement.transitions import PROCUREMENT
from goufu.registry.agents import Agent
from goufu.registry.models import Person


def settle(
    *,
    procurement: int,
    response: int,
    price: Decimal,
    talks: Talks,
    by: Agent,
    version: int | None = None,
    once: UUID | None = None,
) -> ReviewReport:
    """Records that talks ended with the supplier of that response, at that price in yuan; the last lot's record ends the review.

    Until the award it may be recorded again: the last record counts. Raises Refusal where a panel reviews, before suppliers
    were asked, for one whose qualification wasn't examined or failed, for more than there is to spend, and, without a reason,
    for one who is dearer than another; NotAllowed, Stale.
    """
    with action("procurement.talks.settled", Permission.HOLD_REVIEW, by=by, once=once) as act:
        found, _state = PROCUREMENT.lock(act, Procurement.objects, procurement, "settle", version=version)
        _refuse_panel(found)
        review = _review_of(found, response)
        bid = _refuse_supplier(review, response)
        _refuse_day(found, talks, bid)
        _refuse_near(found, talks, review, by)
        refuse_above_money(found, review.lot, price)
        if price != bid.correction.price:
            _agree(act, review, bid, price, talks, by)
            review = Review(found, review.lot)
            bid = _refuse_supplier(review, response)
        reason = talks.reason.strip()
        if not is_lowest(bid, review):
            reason = required_reason(reason, "没有选报价最低的")
        said = replace(_by_name(found, talks), text=talks.text.strip(), reason=reason)
        report = _keep(act, review, bid, said, by)
        happened = days_of(found.occurrences.all())
        if REVIEWED not in happened and all(has_report(each) for each in reviews_of(found)):
            for event in (REVIEWED, SENT, RECEIVED):  # the purchaser wrote it: it is there
                note_event(act, found, event, by, day=talks.held_on if event == REVIEWED else None)
        act.change(found, changed_at=wall_clock.now())
        act.set_subject(found)
        act.log(bidder=bid.name, amount=bid.correction.price, digest=report.digest, reason=reason)
    return report


def _refuse_panel(procurement: Procurement) -> None:
    method = method_of(procurement)
    assert method is not None
    if not is_by_talks(method):
        articles = [method.panel.article] if method.panel else [method.article]
        raise Refusal(f"{method.title}不由采购人自己商定", "请照这种方式的步骤评审", articles=articles)
    refuse_unasked(procurement)


def _review_of(procurement: Procurement, response: int) -> Review:
    row = Response.objects.filter(procurement=procurement, pk=response).select_related("lot").first()
    if row is None:
        raise Refusal("这次采购没有这份响应", "请从列出的里选", field="response")
    if awards_of(procurement).filter(lot=row.lot).exists():
        raise Refusal("已经定标，商定的结果不能再改", "要改的，依法重新采购", field="response")
    return Review(procurement, row.lot)


def _agree(act: Action, review: Review, bid: ReviewedBid, price: Decimal, talks: Talks, by: Agent) -> None:
    """Keeps the price that was agreed beside the offer with which the talks began."""
    add_response(
        act,
        procurement=review.procurement,
        bidder=bid.response.bidder,
        lot=review.lot,
        offer=Offer(price=price),
        came_by=CameBy.ENTERED,
        quotation=Quotation.FINAL,
        opened_at=wall_clock.now(),
        minutes_on=talks.held_on,
        by=by,
    )


def _refuse_day(procurement: Procurement, talks: Talks, bid: ReviewedBid) -> None:
    begun = day_of(days_of(procurement.occurrences.all())[BEGUN])
    offered = day_of(bid.response.opened_at)
    if talks.held_on > wall_clock.today():
        raise Refusal("商定的日子还没有到", "等商定以后再登记", field="held_on")
    if talks.held_on < begun:
        raise Refusal(f"{begun} 才向供应商发出采购需求", "请核对日期", field="held_on")
    if talks.held_on < offered:
        raise Refusal(f"“{bid.name}”{offered} 才报价", "请核对日期", field="held_on")
    if not talks.persons and not talks.people.strip():
        raise Refusal("没有写参加的人员", "请选本单位的人，不在名单里的写姓名", field="people")
    if not talks.text.strip():
        raise Refusal("没有写商定的经过", "请写明", field="text")


def talkers(procurement: Procurement) -> QuerySet[Person]:
    """The persons of the house who may have talked: those of the purchaser and of its agency."""
    bodies = [procurement.purchaser_id]
    if procurement.delegation and procurement.delegation.is_in_force:
        bodies.append(procurement.delegation.agency_id)
    return Person.objects.filter(appointments__body__in=bodies).distinct().order_by("name", "pk")


def _by_name(procurement: Procurement, talks: Talks) -> Talks:
    """The talks with the names of the chosen before those that were typed. Raises Refusal for one of another house."""
    known = talkers(procurement).in_bulk(talks.persons)
    if len(known) < len(set(talks.persons)):
        raise Refusal("选的人里有不是本单位、代理机构的", "请重新打开这一页再选", field="persons")
    names = [known[each].name for each in dict.fromkeys(talks.persons)]
    return replace(talks, people="、".join([*names, *(each for each in talks.names if each not in names)]))


def _refuse_near(procurement: Procurement, talks: Talks, review: Review, by: Agent) -> None:
    """Raises Refusal unless all have declared, and for one who worked for a supplier that offered, alone or in a consortium.

    Whoever records it, and one of the house whose name was typed, is looked at like those who were chosen.
    """
    if not talks.has_declared:
        raise Refusal(
            "参加商定的人员还没有声明和供应商没有利害关系",
            "请各位看过报价的供应商，声明以后再登记；应当回避的换人",
            field="has_declared",
            articles=AVOIDANCE,
        )
    bids = [each.pk for each in review.bids]
    typing = replace(talks, persons=())
    typed = [each.pk for each in talkers(procurement) if typing.has_named(each.name)]
    held = posts_since({*talks.persons, *typed, by.person.pk}).filter(
        Exists(Response.objects.filter(pk__in=bids, bidder=OuterRef("body")))
        | Exists(ConsortiumMember.objects.filter(response__in=bids, body=OuterRef("body")))
    )
    for each in held.select_related("person", "body"):
        raise Refusal(
            f"{each.person.name}三年内在“{each.body.name}”任职，应当回避",
            "请换没有利害关系的人商定",
            field="persons",
            articles=AVOIDANCE,
        )


def _refuse_supplier(review: Review, response: int) -> ReviewedBid:
    bid = review.bid(response)
    if bid is None:
        raise Refusal("这份响应后来重新登记过", "请重新打开这一页", field="response")
    if bid.correction.price is None:
        raise Refusal(f"“{bid.name}”没有报价", "请先登记商定的价格", field="response")
    examined = bid.examined.get(Part.QUALIFICATION)
    articles = [review.method.qualification.article] if review.method.qualification else []
    if examined is None:
        raise Refusal(f"还没有审查“{bid.name}”的资格", "请先审查", field="response", articles=articles)
    if not examined.has_passed:
        raise Refusal(
            f"“{bid.name}”的资格没有通过：{examined.reason}",
            "请选别的供应商",
            field="response",
            articles=articles,
        )
    return bid


def _keep(act: Action, review: Review, chosen: ReviewedBid, talks: Talks, by: Agent) -> ReviewReport:
    content = talks_content(review, chosen.pk, talks)
    report = ReviewReport(
        procurement=review.procurement,
        lot=review.lot,
        outcome=RANKED,
        content=content,
        digest=digest_of(content),
        round=round_of(review.procurement, REVIEWED),
        person=by.person,
        at=wall_clock.now(),
    )
    act.create(report)
    for each in review.bids:
        price = each.correction.price
        act.create(
            Placing(
                report=report,
                response=each.response,
                rank=1 if each.pk == chosen.pk else None,
                price=price,
                scored_price=price if each.pk == chosen.pk else None,
                reason=out_of(review, each, chosen.pk),
            )
        )
    return report
