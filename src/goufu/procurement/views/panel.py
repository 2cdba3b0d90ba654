"""The pages of who sits on a panel: signed in by a one-time code, for that procurement alone. Nothing here shows a name."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from goufu.core.client import client_range
from goufu.core.form_pages import articles, form_page, post_button, sent
from goufu.core.pages import once
from goufu.documents.serving import stored_file
from goufu.procurement.actions.marking import hand_in
from goufu.procurement.actions.review_record import known_names
from goufu.procurement.actions.reviewing import (
    SIGNING,
    against_report,
    conclude,
    has_report,
    reviews_of,
    sign_report,
    to_review,
)
from goufu.procurement.actions.sitting import declare, read_file, sit_down
from goufu.procurement.forms.seats import CodeForm, ConcludeForm, SignForm
from goufu.procurement.models import PanelMember, Part
from goufu.procurement.papers.reports import report_blocks
from goufu.procurement.review.bids import ReviewedBid
from goufu.procurement.review.reading import readable
from goufu.procurement.review.record import Review
from goufu.procurement.review.rounds import reports_of, rereview_of
from goufu.procurement.review.seats import SeatAgent
from goufu.procurement.review.sessions import remember
from goufu.procurement.sealed.scans import scans_by_bidder
from goufu.procurement.views.applications import applications_context
from goufu.procurement.views.cautions import cautions_on
from goufu.procurement.views.following import of_applications, of_member
from goufu.procurement.views.seated import seat_of, seated


@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """The page that asks for the number of the procurement and the one-time code."""
    if request.method == "GET" and seat_of(request):
        return redirect("procurement:panel_home")
    form = CodeForm(sent(request))

    def sit() -> PanelMember:
        member = sit_down(**form.cleaned_data, place=client_range(request))
        request.session.flush()  # nobody is on a panel and in an office at once
        remember(request.session, member)
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
    scans = scans_by_bidder(procurement)
    for each in reviews:
        for line in each["bids"]:
            line["files"] = files.get(line["bid"].response.bidder_id, [])
            line["scans"] = scans.get(line["bid"].response.bidder_id, []) if line["files"] else []
    members = [
        {"member": each, "is_own": each.pk == seat.member.pk}
        for each in procurement.panel.filter(left_at=None)
    ]
    far, applied = how_far(reviews), applications_context(procurement)
    return render(
        request,
        "procurement/panel.html",
        {
            "seat": seat.member,
            "next": of_applications(seat.member, applied)
            or of_member(seat.member, reviews, is_reported=far["is_reported"]),
            "applied": applied if applied["admission"] and applied["by_panel"] else None,
            "known": sorted(known_names(procurement, to_panel=True)),
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
    shown["again"] = rereview_of(review.procurement, review.lot)
    shown["bids"] = [bid_line(review, each, seat.member) for each in review.bids]
    if report:
        shown["placings"] = report.placings.select_related("response__bidder")
    return shown


def bid_line(review: Review, bid: ReviewedBid, member: PanelMember) -> dict[str, Any]:
    given = bid.marks.get(member.pk, {})
    out = review.because(bid)
    unexamined = review.unexamined(bid)
    return {
        "bid": bid,
        "out": out,
        "cautions": cautions_on(review, bid),
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
def report(request: HttpRequest, seat: SeatAgent) -> HttpResponse:
    """The page on which the head makes the report of each lot, after everybody has handed in."""
    open_reviews = [each for each in to_review(seat.member.procurement) if not has_report(each)]
    if not open_reviews:
        messages.warning(request, _("评审报告已经有了，请签署。"))
        return redirect("procurement:panel_home")
    review = open_reviews[0]
    ready = review.all_finished or not review.is_weighted
    form = ConcludeForm(sent(request), has_far_apart=ready and bool(review.far_apart), once=once(request))
    lot = review.lot.pk if review.lot else None
    return form_page(
        request,
        form,
        lambda: conclude(lot=lot, seen=form.cleaned_data.get("seen", False), by=seat, once=form.once),
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
            "against": against_report(review, seen=True),
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
    """The page on which a member reads the report, as its paper says it, and signs below."""
    form = SignForm(sent(request), once=once(request))
    procurement = seat.member.procurement
    return form_page(
        request,
        form,
        lambda: sign_report(by=seat, once=form.once, **form.cleaned_data),
        to=reverse("procurement:panel_home"),
        back=reverse("procurement:panel_home"),
        done=_("已签署。"),
        template="procurement/sign.html",
        context=lambda: {
            "procurement": procurement,
            "papers": [
                report_blocks(each)
                for each in reports_of(procurement).order_by("pk")
                if seat.member.declared_at
            ],
            "signing": articles(SIGNING),
        },
    )
