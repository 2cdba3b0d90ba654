"""The pages of who sits on a panel: signed in by a one-time code, for that procurement alone. Nothing here shows a name."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from goufu.core.errors import NotFound
from goufu.core.form_pages import form_page, post_button, sent
from goufu.documents.serving import stored_file
from goufu.procurement.actions.reviewing import (
    against_report,
    ask_explanation,
    conclude,
    decide_explanation,
    declare,
    examine,
    hand_in,
    has_report,
    read_file,
    reviews_of,
    save_scores,
    send_back,
    sign_report,
    sit_down,
    to_review,
)
from goufu.procurement.grades import span_of
from goufu.procurement.methods import load_methods
from goufu.procurement.models import PanelMember, Part, ProcurementState, Response
from goufu.procurement.reading import readable
from goufu.procurement.record import Bid, Review
from goufu.procurement.review_forms import (
    AskForm,
    CodeForm,
    ConcludeForm,
    DecideForm,
    ExamineForm,
    ReturnForm,
    ScoreForm,
    SignForm,
)
from goufu.procurement.rounds import reports_of
from goufu.procurement.seats import SeatAgent
from goufu.procurement.views.following import of_member

SEAT, SINCE, USED = "panel_seat", "panel_since", "panel_code_used"  # keys of the session
P = ParamSpec("P")


def seated(
    view: Callable[Concatenate[HttpRequest, SeatAgent, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """A decorator that passes the seat to the view; without one it leads to where the code is asked."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        seat = seat_of(request)
        if seat is None:
            return redirect("procurement:panel")
        answer = view(request, seat, *args, **kwargs)
        answer["Cache-Control"] = "no-store"
        return answer

    return guarded


def seat_of(request: HttpRequest) -> SeatAgent | None:
    """Whoever has sat down in this browser; None after some hours, after leaving or a new code, and when the procurement has ended."""
    number, since = request.session.get(SEAT), request.session.get(SINCE, 0)
    if number is None or time.time() - since > 3_600 * load_methods().settings["code_hours"].value:
        return None
    rows = PanelMember.objects.select_related("procurement__purchaser__place", "expert")
    found = rows.filter(pk=number, left_at=None, procurement__state=ProcurementState.RUNNING).first()
    return SeatAgent(found) if found and _used(found) == request.session.get(USED) else None


def _used(member: PanelMember) -> str:
    """When the code was used by which the member sat down: a new code ends what the older one began."""
    return member.code_used_at.astimezone(UTC).isoformat() if member.code_used_at else ""


@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """The page that asks for the number of the procurement and the one-time code."""
    if request.method == "GET" and seat_of(request):
        return redirect("procurement:panel_home")
    form = CodeForm(sent(request))

    def sit() -> PanelMember:
        member = sit_down(**form.cleaned_data)
        request.session.flush()  # nobody is on a panel and in an office at once
        request.session[SEAT], request.session[SINCE] = member.pk, int(time.time())
        request.session[USED] = _used(member)
        return member

    return form_page(
        request,
        form,
        sit,
        to=reverse("procurement:panel_home"),
        back=reverse("home"),
        title=_("评审人员登录"),
        lead=_("采购编号和登录码在采购人当面给的纸条上。登录码只能用一次，只能看这一次采购。"),
        button=_("进入评审"),
    )


@require_POST
@seated
def leave(request: HttpRequest, seat: SeatAgent) -> HttpResponse:
    """Ends the session."""
    request.session.flush()
    return redirect("procurement:panel")


@require_safe
@seated
def home(request: HttpRequest, seat: SeatAgent) -> HttpResponse:
    """What is reviewed and how far it is: of the others only who has handed in."""
    procurement = seat.member.procurement
    reviews = [_shown(each, seat) for each in reviews_of(procurement)]
    files = readable(procurement) if seat.member.declared_at else {}
    for each in reviews:
        for line in each["bids"]:
            line["files"] = files.get(line["bid"].response.bidder_id, [])
    members = [
        {"member": each, "is_own": each.pk == seat.member.pk}
        for each in procurement.panel.filter(left_at=None)
    ]
    far = how_far(reviews)
    return render(
        request,
        "procurement/panel.html",
        {
            "seat": seat.member,
            "next": of_member(seat.member, reviews, is_reported=far["is_reported"]),
            "procurement": procurement,
            "reviews": reviews,
            "members": members,
            "files": files.get(None, []),
            **far,
        },
    )


def how_far(reviews: list[dict[str, Any]]) -> dict[str, bool]:
    """Whether there is a report of any of the reviews, as they are shown, and of all that have bids."""
    bearing = [each for each in reviews if each["bids"]] or reviews
    return {
        "has_report": any(each["report"] for each in reviews),
        "is_reported": bool(bearing) and all(each["report"] for each in bearing),
    }


def _shown(review: Review, seat: SeatAgent) -> dict[str, Any]:
    """A review as the member may see it now."""
    report = reports_of(review.procurement).filter(lot=review.lot).order_by("-pk").first()
    shown: dict[str, Any] = {"review": review, "lot": review.lot, "report": report}
    shown["bids"] = [_line(review, each, seat.member) for each in review.bids]
    if report:
        shown["placings"] = report.placings.select_related("response__bidder")
    return shown


def _line(review: Review, bid: Bid, member: PanelMember) -> dict[str, Any]:
    given = bid.marks.get(member.pk, {})
    out = review.because(bid)
    unexamined = review.unexamined(bid)
    return {
        "bid": bid,
        "out": out,
        "unexamined": [Part(each).label for each in unexamined],
        "part": unexamined[0] if unexamined else "",
        "is_low": any(each.is_low for each in review.low.get(bid.pk, ())) and not out,
        "awaits_final": review.awaits_final(bid),
        "missing": review.unscored(member, bid),
        "done": sum(1 for each in review.factors if each.pk in given),
        "of": len(review.factors),
        "points": sum(given.values()) if given else None,
    }


@require_POST
@seated
def declaration(request: HttpRequest, seat: SeatAgent) -> HttpResponse:
    """The button by which the member declares to have no interest."""
    return post_button(
        request, lambda: declare(by=seat), to=reverse("procurement:panel_home"), done=_("已记下您的声明。")
    )


@require_POST
@seated
def finish(request: HttpRequest, seat: SeatAgent) -> HttpResponse:
    """The button by which the member hands in."""
    return post_button(
        request, lambda: hand_in(by=seat), to=reverse("procurement:panel_home"), done=_("已交齐。")
    )


@require_POST
@seated
def file(request: HttpRequest, seat: SeatAgent, number: int) -> HttpResponse:
    """A file of a bid that was opened, or the procurement file; that it was taken is recorded."""
    return cast(HttpResponse, stored_file(read_file(document=number, by=seat)))


@require_http_methods(["GET", "POST"])
@seated
def score(request: HttpRequest, seat: SeatAgent, number: int) -> HttpResponse:
    """The member's own sheet for one bid: factors, scale, where to look, points."""
    review, bid = _found(seat, number)
    if review.because(bid) or review.unexamined(bid):
        messages.warning(request, _("这一家没有通过审查，或者还没有审完。"))
        return redirect("procurement:panel_home")
    form = ScoreForm(sent(request), review=review, bid=bid, member=seat.member)
    valid = review.valid
    place = [each.pk for each in valid].index(bid.pk)
    following = valid[(place + 1) % len(valid)]
    return form_page(
        request,
        form,
        lambda: save_scores(response=number, points=form.points(), by=seat),
        to=lambda _number: reverse("procurement:panel_score", args=[following.pk]),
        done=_("已保存“%(name)s”的评分。") % {"name": bid.name},
        template="procurement/score.html",
        context=lambda: _sheet(review, bid, seat.member, form),
    )


def _sheet(review: Review, bid: Bid, member: PanelMember, form: ScoreForm) -> dict[str, Any]:
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
        "mine": [_line(review, each, member) for each in review.valid],
        "price_points": review.formula.weight,
        "asked": review.to_explain or review.pending,
        "files": readable(review.procurement).get(bid.response.bidder_id, []),
    }


@require_http_methods(["GET", "POST"])
@seated
def examination(request: HttpRequest, seat: SeatAgent, number: int) -> HttpResponse:
    """The page on which the head records an examination of the panel."""
    review, bid = _found(seat, number)
    parts = review.unexamined(bid) or list(review.wanted_parts)
    form = ExamineForm(sent(request), parts=parts, correction=bid.correction)
    return form_page(
        request,
        form,
        lambda: examine(response=number, by=seat, **form.cleaned_data),
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
    review, bid = _found(seat, number)
    asked = bid.explanation is not None
    form: Any = DecideForm(sent(request)) if asked else AskForm(sent(request))
    act = decide_explanation if asked else ask_explanation
    return form_page(
        request,
        form,
        lambda: act(response=number, by=seat, **form.cleaned_data),
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


@require_http_methods(["GET", "POST"])
@seated
def report(request: HttpRequest, seat: SeatAgent) -> HttpResponse:
    """The page on which the head makes the report of each lot, after everybody has handed in."""
    open_reviews = [each for each in to_review(seat.member.procurement) if not has_report(each)]
    if not open_reviews:
        messages.warning(request, _("评审报告已经有了，请签署。"))
        return redirect("procurement:panel_home")
    review = open_reviews[0]
    ready = review.all_finished or not review.is_weighted
    form = ConcludeForm(sent(request), has_far_apart=ready and bool(review.far_apart))
    lot = review.lot.pk if review.lot else None
    return form_page(
        request,
        form,
        lambda: conclude(lot=lot, seen=form.cleaned_data.get("seen", False), by=seat),
        to=reverse("procurement:panel_home"),
        back=reverse("procurement:panel_home"),
        done=_("评审报告写好了，请各位成员签署。"),
        template="procurement/report.html",
        context=lambda: {
            "seat": seat.member,
            "procurement": review.procurement,
            "review": review,
            "ready": ready,
            "far_apart": _far_apart(review) if ready and seat.member.is_head else [],
            "places": _places(review) if ready else [],
            "against": against_report(review, seen=True, ground=""),
        },
    )


def _places(review: Review) -> list[dict[str, Any]]:
    bids = {each.pk: each for each in review.bids}
    return [{"place": each, "bid": bids[each.bidder]} for each in review.ranking.places]


def _far_apart(review: Review) -> list[dict[str, Any]]:
    factors = {each.pk: each for each in review.factors}
    members = {each.pk: each for each in review.members}
    return [
        {"bid": bid, "found": found, "factor": factors[found.factor], "member": members[found.expert]}
        for bid, found in review.far_apart
    ]


@require_http_methods(["GET", "POST"])
@seated
def signature(request: HttpRequest, seat: SeatAgent) -> HttpResponse:
    """The page on which a member signs the report."""
    form = SignForm(sent(request))
    return form_page(
        request,
        form,
        lambda: sign_report(by=seat, **form.cleaned_data),
        to=reverse("procurement:panel_home"),
        back=reverse("procurement:panel_home"),
        done=_("已签署。"),
        title=_("签署评审报告"),
        lead=_("签署以后不能再改。有不同意见的写明；不写就是同意。"),
        button=_("签署"),
    )


def _found(seat: SeatAgent, number: int) -> tuple[Review, Bid]:
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
