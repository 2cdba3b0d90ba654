"""The next step of a review, as the purchaser's page shows it: one button at most, and a sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from goufu import wall_clock
from goufu.law.answers import Answer
from goufu.procurement.cases.suspending import Suspension
from goufu.procurement.law import method_of
from goufu.procurement.models import PanelMember, Procurement, Quotation, Seat
from goufu.procurement.review.bids import ReviewedBid
from goufu.procurement.review.record import FAILED, Review
from goufu.procurement.sealed.quotations import until_of


class Following(NamedTuple):
    """The step's word and address, whether it is sent by a button of its own (POST), and a sentence."""

    word: str = ""
    url: str = ""
    sentence: str = ""
    is_sent: bool = False


def said_of_suspension(held: Suspension) -> str:
    """That nothing goes on meanwhile, in a sentence."""
    return _("采购活动暂停，最晚到 %(until)s；恢复以后接着办。") % {"until": held.until}


def following(procurement: Procurement, seen: Mapping[str, Any]) -> Following:
    """The next step; `seen` is the context of procurement/review.html."""

    def address(name: str) -> str:
        return reverse(f"procurement:{name}", args=[procurement.pk])

    if not seen["is_running"]:
        return Following(sentence=_("采购已经结束。"))
    if held := seen["suspension"]:
        return Following(sentence=said_of_suspension(held))
    if seen["is_by_talks"] and not all(each["report"] for each in seen["reviews"]):
        return _of_talks(seen, address)
    if not seen["has_ended"]:
        if seen["is_reported"]:
            return Following(sentence=_("评审报告写好了，等评审小组各位成员签署。"))
        return _of_panel(seen, address)
    if not seen["is_received"]:
        if not seen["may_receive"]:
            return Following(sentence=_("评审报告送采购人，等采购人登记收到，再定标。"))
        return Following(
            _("登记收到评审报告"),
            address("receive_report"),
            _("评审小组全体签了，从收到起算定标的日子。"),
            True,
        )
    if seen["left"] and seen["is_framework"]:
        if seen["may_decide"]:
            return Following(
                _("确定入围供应商"),
                address("shortlist"),
                _("由没有参加评审的采购负责人决定入围几家；照淘汰率至少淘汰一家。"),
            )
        if seen["is_kept_out"]:
            return _of_another()
        return Following(sentence=_("等本单位的采购负责人确定入围供应商。"))
    if seen["left"]:
        if seen["may_decide"]:
            return Following(
                _("确定中标、成交供应商"),
                address("award"),
                _("由没有参加评审的采购负责人决定，一般是第一名。"),
            )
        if seen["is_kept_out"]:
            return _of_another()
        return Following(sentence=_("等本单位的采购负责人确定中标、成交供应商。"))
    if seen["may_send"] and seen["sends_letters"] and not seen["may_tell"]:
        return Following(sentence=_("定标了，等受托的代理机构发通知书。"))
    if seen["may_send"] and seen["sends_letters"]:
        return Following(
            _("发通知书"), address("letters"), _("每家都会知道自己的得分、名次和没有中标的原因。"), True
        )
    if seen["letters"] and not seen["awards"]:
        return Following(
            _("起草终止公告"),
            f"{address('new_notice')}?kind=termination",
            _("采购失败，各家都知道了：发终止公告，再重新采购。"),
        )
    if seen["letters"] and seen["is_framework"]:
        return Following(
            _("回到采购"), address("procurement"), _("入围通知书已经发出：公告入围结果，签订框架协议。")
        )
    if seen["letters"] and not seen["is_told"]:
        return Following(_("回到采购，起草结果公告"), address("procurement"), _("通知书已经发出。"))
    return Following(sentence=_("这次评审的事都办完了。"))


def _of_another() -> Following:
    """What a head is told who reviewed, or settled it: whose turn it is, and what to do where the body has nobody else."""
    return Following(
        sentence=_(
            "您参加了评审（商定），不单独定标：请本单位的另一位采购负责人决定；没有的，请安全管理员再授予一位。"
        )
    )


def _of_talks(seen: Mapping[str, Any], address: Any) -> Following:
    """Until the talks are settled: that suppliers were asked, what each offered, whom one wants is qualified, and the end."""
    if seen["unasked"] and seen["closed_lane"]:
        return Following(sentence=said_of_closed(seen["closed_lane"]))
    if seen["unasked"]:
        return Following(
            _("登记办理情况"),
            address("record"),
            _("先登记“%(step)s”是哪一天，再登记各家的报价。") % {"step": _(seen["unasked"])},
        )
    if seen["may_settle"]:
        return Following(
            _("登记商定结果"), address("settle"), _("和谁商定、谁参加、经过怎样；还有别家报价的，先登记。")
        )
    waiting = [line for each in seen["reviews"] if not each["report"] for line in each["bids"]]
    if lines := [each for each in waiting if each["needs_qualification"]]:
        cheapest = min(lines, key=lambda line: line["bid"].correction.price or 0)["bid"]
        return Following(
            _("审查资格：%(name)s") % {"name": cheapest.name},
            reverse("procurement:qualify", args=[cheapest.pk]),
            _("审查要选用的那一家；还有别家报价的，先登记。"),
        )
    if seen["closed_lane"]:
        return Following(sentence=said_of_closed(seen["closed_lane"]))
    return Following(
        _("登记报价"),
        address("enter_response"),
        _("这种方式没有评审小组：采购人比选、商谈，每家的报价登记一次。"),
    )


def said_of_closed(closes_on: date) -> str:
    """What is left of an emergency procurement whose lane has closed."""
    return _(
        "紧急采购通道开放到 %(day)s（本系统的设置，不是法定期限）：不再发出采购需求、接受报价；没有合适的供应商，终止这次采购。"
    ) % {"day": f"{closes_on:%Y-%m-%d}"}


def _of_panel(seen: Mapping[str, Any], address: Any) -> Following:
    """Until the panel has signed: drawn, the bids opened and examined by the purchaser, codes given, final quotations."""
    draw, members = seen["draw"], [each for each in seen["members"] if not each.left_at]
    reviews: list[Review] = [each["review"] for each in seen["reviews"]]
    if not draw and not members:
        return Following(
            _("定抽取专家的种子"),
            address("commit_draw"),
            _("在本系统抽取专家：先定种子，再抽取。在省级专家库抽取的，照记录登记成员。"),
        )
    if draw and not draw.drawn_at:
        return Following(_("抽取评审专家"), address("draw"), _("种子定了，可以抽取。"))
    if seen["lacking"]:
        return _of_lacking(seen["procurement"], seen["lacking"][0], is_drawn=bool(draw))
    if not any(each.bids for each in reviews):
        return Following(sentence=_("评审小组有了。响应截止以后开启，再评审。"))
    if seen["by_purchaser"]:
        for each in seen["reviews"]:
            for line in each["bids"]:
                if line["needs_qualification"] and not line["out"]:
                    return Following(
                        _("审查资格：%(name)s") % {"name": line["bid"].name},
                        reverse("procurement:qualify", args=[line["bid"].pk]),
                        _("招标由采购人审查资格；审完了评标委员会再评。"),
                    )
    if not all(each.holds_code for each in members):
        is_first = not any(each.holds_code for each in members)  # else the page asks to whom
        return Following(
            _("发登录码"),
            address("codes"),
            _("重新评审：原来的成员用新的登录码登录，打印出来当面交给本人。")
            if seen["is_again"]
            else _("评审当天发，打印出来当面交给本人；一个码只能用一次。"),
            is_first,
        )
    if any(each.finals_sealed for each in reviews):
        return _of_finals(seen["procurement"], reviews, address)
    if bid := _without_final(reviews):
        return Following(
            _("登记最后报价"),
            f"{address('enter_response')}?quotation=final&credit_code={bid.response.bidder.credit_code or ''}",
            _("磋商、谈判结束了：各家在规定时间里交最后报价，照记录登记。没有交的视为退出。"),
        )
    return Following(sentence=_("评审小组正在评审。都交齐、写好报告、签了以后，接着办。"))


def _of_lacking(procurement: Procurement, answer: Answer, *, is_drawn: bool) -> Following:
    """What a panel still lacks: another member, or experts beside too many representatives."""
    sentence = _("%(what)s%(remedy)s评审小组合规了才发登录码。") % {
        "what": answer.message,
        "remedy": answer.rule.remedy,
    }
    method, page = method_of(procurement), reverse("procurement:seat", args=[procurement.pk])
    if method and method.panel and answer.rule.id == method.panel.experts:
        return Following(sentence=sentence)
    if is_drawn:
        return Following(_("登记采购人代表"), f"{page}?seat={Seat.REPRESENTATIVE}", sentence)
    return Following(_("登记别处抽取的专家"), f"{page}?seat={Seat.EXPERT}", sentence)


def _of_finals(procurement: Procurement, reviews: Sequence[Review], address: Any) -> Following:
    """Sealed final quotations: the panel calls, the bidders send, the officer opens them together."""
    until = until_of(procurement, Quotation.FINAL)
    if until is None and any(each.examined and each.outcome != FAILED for each in reviews):
        return Following(sentence=_("等评审小组组长要求各家提交最后报价。"))
    if until is None or any(each.finals_over for each in reviews):
        return Following(sentence=_("评审小组正在评审。都交齐、写好报告、签了以后，接着办。"))
    if wall_clock.now() <= until:
        return Following(
            sentence=_("各家密封提交最后报价，到 %(at)s；到时在开启页一起打开。") % {"at": _minute(until)}
        )
    return Following(
        _("开启最后报价"), address("opening"), _("最后报价截止已过：宣布开始，保管人用钥匙，一起打开。")
    )


def _minute(at: datetime) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}"


def _without_final(reviews: list[Review]) -> ReviewedBid | None:
    """The first bid that passed every examination of a review that is through with them, and has no final quotation yet."""
    for review in reviews:
        for bid in review.bids if review.examined else ():
            if review.awaits_final(bid):
                return bid
    return None


def of_applications(member: PanelMember, applied: Mapping[str, Any]) -> Following | None:
    """The next step of a member while a panel examines applications; None before, afterwards, and where it doesn't."""
    if not applied["admission"] or not applied["by_panel"] or applied["is_told"] or applied["is_open"]:
        return None
    if not applied["unexamined"]:
        return Following(sentence=_("申请都审查了，等采购人告知申请人；开启以后再登录评审。"))
    first = applied["unexamined"][0]
    if not member.is_head:
        return Following(sentence=_("评审小组一起审查申请，由组长登记。"))
    return Following(
        _("审查：%(name)s") % {"name": first.bidder.name},
        reverse("procurement:panel_application", args=[first.pk]),
        _("照公告写的资格要求，逐家审查申请。"),
    )


def of_member(member: PanelMember, reviews: Sequence[Mapping[str, Any]], *, is_reported: bool) -> Following:
    """The next step of who sits on the panel; `reviews` and what follows from them are of procurement/panel.html."""
    sign, report, finish = (reverse(f"procurement:panel_{name}") for name in ("sign", "report", "finish"))
    if member.signed_at:
        return Following(sentence=_("您签过了。等采购人定标；结果公告以前，名单和评审情况不要告诉别人。"))
    if is_reported:
        return Following(_("签署评审报告"), sign, _("看过评审报告，在它下面签；有不同意见的写明。"))
    lines = [line for each in reviews if not each["report"] for line in each["bids"]]
    if member.is_head and (line := next((each for each in lines if each["part"]), None)):
        return Following(
            _("审查：%(name)s") % {"name": line["bid"].name},
            reverse("procurement:panel_examine", args=[line["bid"].pk]),
            _("由组长代评审小组登记：先审查，再评分。"),
        )
    if line := next((each for each in lines if each["is_low"]), None):
        if member.is_head:
            return Following(
                _("报价异常低：%(name)s") % {"name": line["bid"].name},
                reverse("procurement:panel_price", args=[line["bid"].pk]),
                _("先要求说明，再由评审小组认定。"),
            )
        return Following(sentence=_("有报价异常低，等组长办理。"))
    if any(each["part"] for each in lines):
        return Following(sentence=_("等组长登记审查；审查完了打分。"))
    if any(each["awaits_final"] for each in lines):
        return _awaiting_finals(member, reviews)
    is_weighted = any(each["review"].is_weighted for each in reviews)
    if is_weighted and not member.finished_at:
        return _to_score(lines, finish)
    if member.is_head and all(each["review"].all_finished or not is_weighted for each in reviews):
        return Following(_("写评审报告"), report, _("审查完了，评分交齐了，可以写报告。"))
    if not is_weighted or all(each["review"].all_finished for each in reviews):
        return Following(sentence=_("等组长写评审报告。"))
    return Following(sentence=_("您交齐了，等其他评委。要改的，请组长退回。"))


def _awaiting_finals(member: PanelMember, reviews: Sequence[Mapping[str, Any]]) -> Following:
    """Final quotations are not there yet: the head calls for sealed ones; where too few have passed he concludes."""
    shown: list[Review] = [each["review"] for each in reviews if each["bids"]]
    if shown and all(each.outcome == FAILED for each in shown):
        if member.is_head:
            return Following(
                _("写评审报告"), reverse("procurement:panel_report"), _("通过审查的家数不够，写评审报告。")
            )
        return Following(sentence=_("等组长写评审报告。"))
    if not any(each.finals_sealed for each in shown):
        return Following(sentence=_("等采购人登记最后报价，再打分。"))
    until = until_of(member.procurement, Quotation.FINAL)
    if until is not None:
        sentence = _("等最后报价，到 %(at)s；采购人一起打开以后打分。") % {"at": _minute(until)}
        return Following(sentence=sentence)
    if member.is_head:
        return Following(
            _("要求最后报价"),
            reverse("procurement:panel_call"),
            _("谈好了，要求各家在一个时间以前密封提交最后报价。"),
        )
    return Following(sentence=_("等组长要求各家提交最后报价。"))


def _to_score(lines: Sequence[Mapping[str, Any]], finish: str) -> Following:
    open_lines = [each for each in lines if not each["out"] and each["missing"]]
    if open_lines:
        return Following(
            _("打分：%(name)s") % {"name": open_lines[0]["bid"].name},
            reverse("procurement:panel_score", args=[open_lines[0]["bid"].pk]),
            _("一家一家地打，都打完再交齐。交齐以前可以改。"),
        )
    return Following(_("交齐评分"), finish, _("都打完了。交了以后要改，须由组长退回并记原因。"), True)
