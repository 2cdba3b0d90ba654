"""The purchaser's pages of the review: what was opened, who sits on the panel, the report, the award, the letters."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from goufu.core.errors import NotAllowed, NotFound, Refusal
from goufu.core.form_pages import post_button, sent
from goufu.core.opinion import cards
from goufu.core.pages import needs, once
from goufu.core.permissions import Permission
from goufu.procurement.actions.awarding import (
    award,
    receive_report,
    refuse_judge,
    report_of,
    why_not,
    winner_limit,
)
from goufu.procurement.actions.examining import examine
from goufu.procurement.actions.responding import enter_response, refuse_unasked
from goufu.procurement.actions.reviewing import reviews_of, to_award
from goufu.procurement.actions.telling import send_letters, unsent
from goufu.procurement.cases.decided import aftermath_of
from goufu.procurement.cases.suspending import suspension_of
from goufu.procurement.credit import credit_lines
from goufu.procurement.deposits import deposits_of
from goufu.procurement.emergency import closed_lane
from goufu.procurement.filling import RESULT
from goufu.procurement.forms.awarding import AwardForm, AwardSeveralForm
from goufu.procurement.forms.review import ExamineForm, ResponseForm
from goufu.procurement.forms.talks import TalkedForm
from goufu.procurement.frameworks.standing import is_framework
from goufu.procurement.law import days_of, method_of
from goufu.procurement.models import Draw, Lot, Part, Placing, Procurement, Quotation, Response
from goufu.procurement.queries.procurements import procurement_for
from goufu.procurement.review.bids import ReviewedBid
from goufu.procurement.review.events import RECEIVED, REVIEWED, SHORTLIST_TOLD, TOLD
from goufu.procurement.review.law import AwardLaw
from goufu.procurement.review.panels import lacking
from goufu.procurement.review.record import Review
from goufu.procurement.review.rounds import awards_of, letters_of, reports_of, rereview_of, rereviews_of
from goufu.procurement.review.talks import is_by_talks, talks_in, unasked
from goufu.procurement.transitions import PROCUREMENT
from goufu.procurement.views.bid_law import laws_of
from goufu.procurement.views.cautions import cautions_on
from goufu.procurement.views.context import own_procurement
from goufu.procurement.views.following import following
from goufu.procurement.views.panel import how_far
from goufu.procurement.views.reopening import reopenable
from goufu.procurement.views.seating import review_page
from goufu.registry.agents import Agent
from goufu.registry.queries.bodies import with_code
from goufu.ui.money import figures

# The title and the sentence of the form on which an offer is entered.
FIRST = (
    gettext_noop("登记响应"),
    gettext_noop(
        "纸质提交的、在其他平台开启的，照开启记录登记；加密提交的由开启自动登记，这里只登记它的声明，报价空着。登记错了再登记一次，以最后一次为准。"
    ),
)
FINAL = (
    gettext_noop("登记最后报价"),
    gettext_noop("照最后报价的记录登记，一家一次。登记错了再登记一次，以最后一次为准。"),
)
TALKED = (
    gettext_noop("登记报价"),
    gettext_noop("每一家一次，照它的报价。登记错了再登记一次，以最后一次为准。"),
)


@require_safe
@needs(Permission.HOLD_REVIEW)
def show(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """The page of the review: names are on it, so it is the purchaser's alone."""
    found = own_procurement(agent, number)
    happened = days_of(found.occurrences.all())
    reviews = [_shown(each) for each in reviews_of(found)] if found.method else []
    method = method_of(found)
    gone = {
        (each["lot"].pk if each["lot"] else None, line["bid"].response.bidder_id)
        for each in reviews
        for line in each["bids"]
        if each["review"].has_left(line["bid"])
    }
    decides = agent.may_on(Permission.DECIDE_AWARD, found)
    is_kept_out = decides and bool(why_not(found, agent))
    context = {
        "procurement": found,
        "suspension": suspension_of(found),
        "aftermath": aftermath_of(found),
        "reviews": reviews,
        "is_by_talks": method is not None and is_by_talks(method),
        "unasked": unasked(method, happened),
        "closed_lane": closed_lane(found, happened),
        **_of_talks(reviews),
        "sends_letters": method is not None and bool({TOLD, SHORTLIST_TOLD} & set(method.order)),
        "is_framework": is_framework(method),
        "draw": Draw.objects.filter(procurement=found).select_related("of").first(),
        "members": found.panel.select_related("expert"),
        "is_received": RECEIVED in happened,
        "has_ended": REVIEWED in happened,
        "lacking": lacking(found),
        "has_codes": any(each.holds_code for each in found.panel.all()),
        "awards": awards_of(found).select_related("response__bidder", "lot"),
        "letters": letters_of(found).select_related(
            "response__bidder", "service__person", "service__receipt"
        ),
        **how_far(reviews),
        "is_again": any(each["is_again"] for each in reviews),
        "left": waiting_lots(found) if reports_of(found).exists() else [],
        "credit": credit_lines(found),
        "deposits": [(each, (each.lot_id, each.bidder_id) in gone) for each in deposits_of(found)],
        "may_send": any(unsent(found)),
        "may_decide": decides and not is_kept_out,
        "is_kept_out": is_kept_out,
        "may_receive": agent.may_on(Permission.WRITE_PROCUREMENT, found),
        "may_tell": agent.may_on(Permission.TELL_RESULT, found),
        "by_purchaser": _examines(reviews),
        "is_running": found.state == "running",
        "may_reveal": found.awards.exists(),
        "earlier": [
            (each, each.report.placings.select_related("response__bidder")) for each in rereviews_of(found)
        ],
        "may_reopen": found.state == "running" and bool(method and method.panel and reopenable(found)),
        "is_told": any(each.kind == RESULT and each.is_published for each in found.notices.all()),
    }
    context["laws"] = laws_of([line["bid"] for each in reviews for line in each["bids"]], found)
    context |= {"next": following(found, context), "codes_url": reverse("procurement:codes", args=[number])}
    seat = reverse("procurement:seat", args=[number])
    context["seats"] = [
        (f"{seat}?seat=expert", _("登记别处抽取的专家")),
        (f"{seat}?seat=representative", _("登记采购人代表")),
    ]
    return render(request, "procurement/review.html", context)


def _of_talks(reviews: list[dict[str, Any]]) -> dict[str, Any]:
    """What the page shows where the purchaser's own people talk with suppliers."""
    bids = [line["bid"] for each in reviews if not each["report"] for line in each["bids"]]
    return {
        "may_settle": any(_is_qualified(each) for each in bids),
        "may_correct": not bids and any(each["report"] for each in reviews),
        "talks": [
            (talks, each["report"].digest)
            for each in reviews
            if each["report"] and (talks := talks_in(each["report"].content))
        ],
    }


def _is_qualified(bid: ReviewedBid) -> bool:
    found = bid.examined.get(Part.QUALIFICATION)
    return found is not None and found.has_passed


def waiting_lots(procurement: Procurement) -> list[Lot | None]:
    """The lots that wait for the purchaser's decision; None stands for the whole."""
    decided = {each.lot_id for each in awards_of(procurement)}
    lots = [each.lot for each in to_award(procurement)]
    return [lot for lot in lots if (lot.pk if lot else None) not in decided]


def _examines(reviews: list[dict[str, Any]]) -> bool:
    """Whether the purchaser examines qualification."""
    method = reviews[0]["review"].method if reviews else None
    return bool(method and method.qualification and method.qualification.word == "purchaser")


def _shown(review: Review) -> dict[str, Any]:
    report = reports_of(review.procurement).filter(lot=review.lot).order_by("-pk").first()
    placings = list(report.placings.select_related("response__bidder")) if report else []
    first = {each.response_id for each in placings if each.rank == 1}
    bids = [
        {
            "bid": bid,
            "out": review.because(bid),
            "cautions": cautions_on(review, bid),
            "is_chosen": bid.pk in first,
            "needs_qualification": Part.QUALIFICATION in (unexamined := review.unexamined(bid)),
            "is_examined": not unexamined,
            "may_correct": _may_correct(review, bid, report),
            "awaits_final": review.awaits_final(bid),
        }
        for bid in review.bids
    ]
    again = rereview_of(review.procurement, review.lot)
    shown = {"review": review, "lot": review.lot, "bids": bids, "report": report, "placings": placings}
    return shown | {"is_again": again is not None and report is None}


def _may_correct(review: Review, bid: ReviewedBid, report: Any) -> bool:
    """Whether the purchaser may still take back that it found the bidder unqualified."""
    examined = bid.examined.get(Part.QUALIFICATION)
    is_own = examined is not None and not examined.has_passed and examined.person_id is not None
    return is_own and report is None and not any(each.finished_at for each in review.members)


@require_http_methods(["GET", "POST"])
@needs(Permission.HOLD_REVIEW)
def enter(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """The page on which a response is entered from the minutes."""
    found = own_procurement(agent, number, "enter-response")
    method = method_of(found)
    is_talked = method is not None and is_by_talks(method)
    refuse_unasked(found)
    is_final = request.GET.get("quotation") == Quotation.FINAL
    more = {"procurement": found, "once": once(request), "version": found.version}
    form = (
        TalkedForm(sent(request), **more)
        if is_talked
        else ResponseForm(sent(request), is_final=is_final, **more)
    )
    name, code = "", request.GET.get("credit_code")
    if code:
        form.initial["credit_code"] = code
        name = named.name if (named := with_code(code)) else ""

    title, lead = TALKED if is_talked else FINAL if is_final else FIRST

    def act() -> Response:
        code = form.cleaned_data["credit_code"].strip()
        bidder = with_code(code)
        if bidder is None:
            raise Refusal(f"单位库里没有 {code}", "请先在单位库登记这家供应商", field="credit_code")
        return enter_response(
            procurement=number,
            bidder=bidder.pk,
            by=agent,
            version=form.version,
            once=form.once,
            **form.said(),
        )

    return review_page(
        request, agent, found, form, act,
        title=f"{_(title)}{_('：') if name else ''}{name}",
        lead=_(lead),
        button=_("登记"),
        done=_("已登记。"),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@needs(Permission.HOLD_REVIEW)
def qualify(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """The page on which the purchaser examines the qualification of a bidder in a tender."""
    row = Response.objects.select_related("procurement", "lot", "bidder").filter(pk=number).first()
    if row is None:
        raise NotFound
    found = own_procurement(agent, row.procurement_id, "review")
    bid = Review(found, row.lot).bid(number)
    if bid is None:
        raise NotFound
    form = ExamineForm(sent(request), parts=[Part.QUALIFICATION], bid=bid, once=once(request))
    return review_page(
        request, agent, found, form,
        lambda: examine(response=number, by=agent, once=form.once, **form.cleaned_data),
        title=_("审查资格：%(name)s") % {"name": row.bidder.name},
        lead=_("不通过要写明哪一条、缺什么；理由会告诉这家供应商。"),
        button=_("记下"),
        done=_("已记下。"),
    )  # fmt: skip


@require_POST
@needs(Permission.WRITE_PROCUREMENT)
def receive(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """The button by which the purchaser receives the report."""
    own_procurement(agent, number, "award", Permission.WRITE_PROCUREMENT)
    return post_button(
        request,
        lambda: receive_report(procurement=number, by=agent, once=once(request)),
        to=reverse("procurement:review", args=[number]),
        done=_("已登记收到。"),
    )


@require_http_methods(["GET", "POST"])
@needs(Permission.DECIDE_AWARD)
def decide(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """The page on which the purchaser decides, lot after lot."""
    found = procurement_for(agent, number)
    if not agent.may_on(Permission.DECIDE_AWARD, found):
        raise NotAllowed("这次采购由采购人的负责人定标", "请那个单位的采购负责人办理")
    PROCUREMENT.after("award", found)
    refuse_judge(found, agent)
    left = waiting_lots(found)
    if not left:
        raise Refusal("已经确定了中标、成交供应商", "接着发通知书，起草结果公告")
    report = report_of(found, left[0])
    placings = report.placings.select_related("response__bidder").filter(rank__isnull=False)
    choices = [(str(each.response_id), _choice(each)) for each in placings]
    law = AwardLaw.of(found, list(placings))
    more = {"choices": choices, "doubts": law.doubts, "once": once(request), "version": found.version}
    limit, method = winner_limit(found), method_of(found)
    if method is not None and is_by_talks(method):
        lead = _("照商定的结果。定标以后不能再改。")
    else:
        lead = _("一般是评审报告的第一名。定标以后不能再改。")
    if limit:
        most = int(Review(found, left[0]).parameter(limit.most) or 1)
        form: AwardForm = AwardSeveralForm(sent(request), **more)
        lead = _("从第一名起，最多 %(most)d 家；几家合起来不超过预算。定标以后不能再改。") % {"most": most}
    else:
        form = AwardForm(sent(request), **more)
    lot = left[0].pk if left[0] else None
    return review_page(
        request, agent, found, form,
        lambda: award(procurement=number, lot=lot, by=agent, version=form.version, once=form.once, **form.said()),
        title=_("确定中标、成交供应商"),
        lead=lead,
        button=_("确定"),
        done=_("已定标。"),
        template="procurement/law_form.html",
        law_cards=cards(law.failed),
    )  # fmt: skip


def _choice(placing: Placing) -> str:
    said = [f"{placing.rank} {placing.response.bidder.name}"]
    if placing.total is not None:
        said.append(_("%(points)s 分") % {"points": placing.total})
    if placing.price is not None:
        said.append(_("%(amount)s 元") % {"amount": figures(placing.price)})
    return " · ".join(said)


@require_POST
@needs(Permission.TELL_RESULT)
def letters(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """The button by which the letters go out."""
    own_procurement(agent, number, "award", Permission.TELL_RESULT)
    return post_button(
        request,
        lambda: send_letters(procurement=number, by=agent, once=once(request)),
        to=reverse("procurement:review", args=[number]),
        done=_("通知书已发出，每家的理由写在里面。"),
    )
