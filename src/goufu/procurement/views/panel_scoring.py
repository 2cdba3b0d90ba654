"""The pages on which a panel examines and scores. Nothing here shows a member's name."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from goufu.core.errors import NotFound
from goufu.core.form_pages import form_page, sent
from goufu.core.pages import once
from goufu.procurement.actions.calling import call_quotations
from goufu.procurement.actions.examining import ask_explanation, decide_explanation, examine
from goufu.procurement.actions.marking import save_scores, send_back
from goufu.procurement.forms.grades import span_of
from goufu.procurement.forms.review import ExamineForm, ReturnForm
from goufu.procurement.forms.seats import AskForm, CallForm, DecideForm, ScoreForm
from goufu.procurement.models import PanelMember, Response
from goufu.procurement.review.bids import ReviewedBid
from goufu.procurement.review.reading import readable
from goufu.procurement.review.record import Review
from goufu.procurement.review.seats import SeatAgent
from goufu.procurement.views.panel import bid_line
from goufu.procurement.views.seated import seated


@require_http_methods(["GET", "POST"])
@seated
def score(request: HttpRequest, seat: SeatAgent, number: int) -> HttpResponse:
    """The member's own sheet for one bid: factors, scale, where to look, points."""
    review, bid = bid_before(seat, number)
    if review.because(bid) or review.unexamined(bid):
        messages.warning(request, _("这一家没有通过审查，或者还没有审完。"))
        return redirect("procurement:panel_home")
    form = ScoreForm(sent(request), review=review, bid=bid, member=seat.member, once=once(request))
    return form_page(
        request,
        form,
        lambda: save_scores(response=number, points=form.points(), by=seat, once=form.once),
        to=lambda _number: _after(seat, bid),
        done=_("已保存“%(name)s”的评分。") % {"name": bid.name},
        template="procurement/score.html",
        context=lambda: _sheet(review, bid, seat.member, form),
    )


def _after(seat: SeatAgent, saved: ReviewedBid) -> str:
    """Where one goes on after a sheet: the next bid with something to score, else back, where the scores are handed in."""
    review, _bid = bid_before(seat, saved.pk)
    place = [each.pk for each in review.valid].index(saved.pk)
    following = (*review.valid[place + 1 :], *review.valid[: place + 1])
    open_ones = (each for each in following if review.unscored(seat.member, each))
    bid = next(open_ones, None)
    return reverse("procurement:panel_score", args=[bid.pk]) if bid else reverse("procurement:panel_home")


def _sheet(review: Review, bid: ReviewedBid, member: PanelMember, form: ScoreForm) -> dict[str, Any]:
    """The context of procurement/score.html."""
    given = bid.marks.get(member.pk, {})
    lines = [
        {
            "factor": each,
            "grades": [(span_of(grade), grade["indicator"]) for grade in each.grades],
            "field": form[f"factor-{each.pk}"] if f"factor-{each.pk}" in form.fields else None,
            "points": given.get(each.pk),
        }
        for each in review.factors
    ]
    missing = review.unscored(member, bid)
    return {
        "seat": member,
        "procurement": review.procurement,
        "review": review,
        "bid": bid,
        "lines": lines,
        "sum": sum(given.values()) if given else 0,
        "most": sum(each.points for each in review.factors),
        "missing": [each.title for each in missing],
        "is_last": not any(review.unscored(member, each) for each in review.valid if each.pk != bid.pk),
        "mine": [bid_line(review, each, member) for each in review.valid],
        "price_points": review.formula.weight,
        "asked": review.to_explain or review.pending,
        "files": readable(review.procurement).get(bid.response.bidder_id, []),
    }


@require_http_methods(["GET", "POST"])
@seated
def examination(request: HttpRequest, seat: SeatAgent, number: int) -> HttpResponse:
    """The page on which the head records an examination of the panel."""
    review, bid = bid_before(seat, number)
    parts = review.unexamined(bid) or list(review.wanted_parts)
    form = ExamineForm(sent(request), parts=parts, bid=bid, once=once(request))
    return form_page(
        request,
        form,
        lambda: examine(response=number, by=seat, once=form.once, **form.cleaned_data),
        to=reverse("procurement:panel_home"),
        back=reverse("procurement:panel_home"),
        done=_("已记下。"),
        title=_("审查：%(name)s") % {"name": bid.name},
        lead=_("由组长代评审小组登记。不通过要写明哪一条、缺什么；理由会告诉这家供应商。"),
        button=_("记下"),
    )


@require_http_methods(["GET", "POST"])
@seated
def low_price(request: HttpRequest, seat: SeatAgent, number: int) -> HttpResponse:
    """The page on which a low price is asked about, and later decided on."""
    review, bid = bid_before(seat, number)
    asked = bid.explanation is not None
    form: Any = (DecideForm if asked else AskForm)(sent(request), once=once(request))
    act = decide_explanation if asked else ask_explanation
    return form_page(
        request,
        form,
        lambda: act(response=number, by=seat, once=form.once, **form.cleaned_data),
        to=reverse("procurement:panel_home"),
        back=reverse("procurement:panel_home"),
        done=_("已记下。"),
        template="procurement/low_price.html",
        procurement=review.procurement,
        bid=bid,
        compared=review.low.get(bid.pk, ()),
        asked=bid.explanation,
    )


@require_http_methods(["GET", "POST"])
@seated
def call(request: HttpRequest, seat: SeatAgent) -> HttpResponse:
    """The page on which the head calls for final quotations."""
    procurement = seat.member.procurement
    form = CallForm(sent(request), once=once(request))
    home = reverse("procurement:panel_home")
    return form_page(
        request,
        form,
        lambda: call_quotations(until=form.until(), by=seat, once=form.once),
        to=home,
        back=home,
        done=_("已要求提交最后报价，各家的首页上都有。"),
        title=_("要求最后报价：%(title)s") % {"title": procurement.title},
        lead=_(
            "谈好了，由组长代评审小组要求通过审查的各家在一个时间以前密封提交最后报价，到时一起打开。没有提交的视为退出。截止以前可以推后，不能提前。"
        ),
        button=_("要求提交"),
    )


@require_http_methods(["GET", "POST"])
@seated
def sent_back(request: HttpRequest, seat: SeatAgent, number: int) -> HttpResponse:
    """The page on which the head gives a member's scores back."""
    form = ReturnForm(sent(request))
    return form_page(
        request,
        form,
        lambda: send_back(member=number, by=seat, **form.cleaned_data),
        to=reverse("procurement:panel_home"),
        back=reverse("procurement:panel_home"),
        done=_("已退回。"),
        title=_("退回评分"),
        lead=_("退回以后这位评委可以改自己的评分，再交一次；改前改后都留着。"),
        button=_("退回"),
    )


def bid_before(seat: SeatAgent, number: int) -> tuple[Review, ReviewedBid]:
    """The bid in its review, of the seat's own procurement. Raises NotFound."""
    row = (
        Response.objects.select_related("lot")
        .filter(pk=number, procurement=seat.member.procurement_id)
        .first()
    )
    if row is None or not seat.member.declared_at:
        raise NotFound
    review = Review(seat.member.procurement, row.lot)
    bid = review.bid(number)
    if bid is None:
        raise NotFound
    return review, bid
