"""The next step of a procurement that runs, as its purchaser sees it: from the medium over the opening and the review to the contract."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from goufu import wall_clock
from goufu.core.permissions import Permission
from goufu.core.steps import Offer
from goufu.procurement.actions.ruling import KIND as OF_COMPLAINT
from goufu.procurement.applications import admission_of, is_told, takes_applications
from goufu.procurement.cases.suspending import Suspension, suspension_of
from goufu.procurement.corrections import CORRECTION, TERMINATION
from goufu.procurement.emergency import closed_lane, lane_of
from goufu.procurement.filling import CONTRACT, RESULT
from goufu.procurement.frameworks.standing import is_framework
from goufu.procurement.law import days_of, method_of
from goufu.procurement.model import Method
from goufu.procurement.models import (
    NoticeState,
    OpeningState,
    Procurement,
    QuestionState,
    Quotation,
)
from goufu.procurement.notice_kinds import kinds_now
from goufu.procurement.notices import load_notices
from goufu.procurement.past.days import past_of
from goufu.procurement.recording import due_record
from goufu.procurement.review.events import AWARDED, REVIEWED, SHORTLIST_TOLD, SHORTLISTED, SIGNED, TOLD
from goufu.procurement.review.talks import is_by_talks, unasked
from goufu.procurement.sealed.sheets import REHEARSED_AGAIN, sealing_of
from goufu.procurement.timing.counting import day_of, has_passed
from goufu.procurement.views.following import said_of_closed, said_of_suspension
from goufu.procurement.views.framework_next import framework_step
from goufu.procurement.views.keys import is_rehearsing_again, is_time_to_rehearse
from goufu.procurement.work.procurements import answer_due


@dataclass(frozen=True, slots=True)
class Next:
    """The one next step: its button (empty where it is another's turn), a sentence, its last day where the law sets one, and
    the permission that it wants.
    """

    word: str = ""
    url: str = ""
    sentence: str = ""
    due: date | None = None
    permission: Permission = Permission.WRITE_PROCUREMENT

    @property
    def left(self) -> int:
        return (self.due - wall_clock.today()).days if self.due else 0


def of_activity(procurement: Procurement, offered: dict[str, Offer]) -> Next:
    """What is done while it runs: first what was published is seen through the medium, but what the finance office publishes."""
    published = (each for each in procurement.notices.all() if each.is_published)
    unseen = [each for each in published if each.appeared_on is None and each.kind != OF_COMPLAINT]
    if unseen:
        return Next(
            _("登记媒体发布"),
            reverse("procurement:appear", args=[unseen[0].pk]),
            _("本系统已发，指定媒体待发布。发布以后登记日期和网址，期限从那一天起算。"),
            permission=Permission.KEEP_NOTICES,
        )
    return _of_running(procurement, offered)


def _of_running(procurement: Procurement, offered: dict[str, Offer]) -> Next:
    """What a purchaser does while it runs: the keys once more, the opening, the review, the result; else what happened is recorded."""
    number, method = [procurement.pk], method_of(procurement)
    happened, deadline = days_of(procurement.occurrences.all()), procurement.bid_deadline_at
    if held := suspension_of(procurement):
        return _of_suspended(procurement, held, happened)
    is_sealed, is_over = sealing_of(procurement) is not None, deadline is not None and has_passed(deadline)
    if past_of(procurement) is not None:
        return _of_past(offered)
    if applied := _of_applications(procurement):
        return applied
    if is_time_to_rehearse(procurement) and REHEARSED_AGAIN not in happened:
        if is_rehearsing_again(procurement):
            return Next(sentence=_("演练信封做好了，等保管人打开；打开了几位，看“开标钥匙”。"))
        return Next(
            _("开启前再演练"),
            reverse("procurement:keys", args=number),
            _("开启以前的一天里再演练一次：钥匙还在，口令还记得。"),
            permission=Permission.HOLD_OPENING,
        )
    if is_over and is_sealed and "opened" not in happened:
        if procurement.openings.filter(round=Quotation.FIRST, state=OpeningState.NOT_OPENED).exists():
            return to_terminate(
                procurement, _("到截止不足三家，没有开启，信封退回：发终止公告，再重新采购。")
            )
        return Next(
            _("开启"),
            reverse("procurement:opening", args=number),
            _("响应截止已过：宣布开始，保管人用钥匙，打开收到的信封。"),
            permission=Permission.HOLD_OPENING,
        )
    if method is not None and _is_under_review(method, happened, is_over=is_over):
        return Next(
            _("评审和定标"),
            reverse("procurement:review", args=number),
            _("评审或者商谈、定标和通知书在这一页，每一步点明。"),
            permission=_of_review(happened),
        )
    if is_framework(method) and (found := framework_step(procurement, happened)):
        return Next(*found)
    if TOLD in happened and any(each.kind == RESULT for each in kinds_now(procurement)):
        return Next(
            _("起草%(kind)s") % {"kind": _(load_notices()[RESULT].title)},
            f"{reverse('procurement:new_notice', args=number)}?kind={RESULT}",
            _("通知书发了，结果在指定媒体公告。"),
            permission=Permission.KEEP_NOTICES,
        )
    closed = closed_lane(procurement, happened)
    if closed and unasked(method, happened) and (end := offered.get("end")):
        return Next(end.word, end.url, said_of_closed(closed))
    lane = lane_of(procurement)
    if lane and lane.is_to_mend and not lane.is_filed_again and (file := offered.get("file-emergency")):
        return Next(file.word, file.url, _("财政部门审查以后要整改：改好了，写明怎样改的，再报备一次。"))
    is_due = lane and lane.filed is None and (SIGNED in happened or lane.is_filing_overdue)
    if lane and is_due and (file := offered.get("file-emergency")):
        return Next(
            file.word, file.url, _("合同签了，向财政部门报备，并登记采购以前和以后的效果。"), lane.file_by
        )
    if SIGNED in happened and any(each.kind == CONTRACT for each in kinds_now(procurement)):
        return Next(
            _("起草%(kind)s") % {"kind": _(load_notices()[CONTRACT].title)},
            f"{reverse('procurement:new_notice', args=number)}?kind={CONTRACT}",
            _("合同签了，在指定媒体公告。"),
            permission=Permission.KEEP_NOTICES,
        )
    return _to_answer(procurement) or _to_record(method, happened, offered)


def _of_applications(procurement: Procurement) -> Next | None:
    """Once applications have closed: they are examined, and all are told, before anything else."""
    if admission_of(procurement) is None or takes_applications(procurement) or is_told(procurement):
        return None
    return Next(
        _("审查参与申请"),
        reverse("procurement:applications", args=[procurement.pk]),
        _("申请截止了：逐家审查，写明理由，再一起告知申请人。"),
        permission=Permission.HOLD_REVIEW,
    )


def _of_suspended(procurement: Procurement, held: Suspension, happened: Mapping[str, Any]) -> Next:
    """What is done meanwhile: a deadline within the suspension is put off, questions are answered; else it is waited for."""
    deadline = procurement.bid_deadline_at
    is_within = deadline is not None and held.since <= day_of(deadline) <= held.until
    if (
        is_within
        and "opened" not in happened
        and any(each.kind == CORRECTION for each in kinds_now(procurement))
    ):
        return Next(
            _("起草%(kind)s") % {"kind": _(load_notices()[CORRECTION].title)},
            f"{reverse('procurement:new_notice', args=[procurement.pk])}?kind={CORRECTION}",
            _("响应截止在暂停期里，到时不能接收、开启：发更正公告，推到恢复以后。"),
            permission=Permission.KEEP_NOTICES,
        )
    return _to_answer(procurement) or Next(sentence=said_of_suspension(held))


def _to_answer(procurement: Procurement) -> Next | None:
    """The questions of providers that wait for an answer, the oldest first."""
    waiting = list(procurement.questions.filter(state=QuestionState.ASKED).order_by("asked_at", "pk"))
    if not waiting:
        return None
    return Next(
        _("答复 %(count)d 个提问") % {"count": len(waiting)},
        reverse("procurement:question", args=[waiting[0].pk]),
        _("答复公开给所有供应商，不写谁问的。"),
        answer_due(timezone.localdate(waiting[0].asked_at)),
        Permission.ANSWER_QUESTIONS,
    )


def to_terminate(procurement: Procurement, sentence: str, due: date | None = None) -> Next:
    """The notice of an end: to be drafted, or drafted and waiting for the head."""
    drafts = (each for each in procurement.notices.all() if each.state == NoticeState.DRAFT)
    if drafted := next((each for each in drafts if each.kind == TERMINATION), None):
        return Next(
            _("看公告"),
            reverse("procurement:notice", args=[drafted.pk]),
            _("起草好了，由起草人以外的采购负责人发布。"),
            permission=Permission.KEEP_NOTICES,
        )
    return Next(
        _("起草%(kind)s") % {"kind": _(load_notices()[TERMINATION].title)},
        f"{reverse('procurement:new_notice', args=[procurement.pk])}?kind={TERMINATION}",
        sentence,
        due,
        Permission.KEEP_NOTICES,
    )


def _to_record(method: Method | None, happened: Mapping[str, Any], offered: dict[str, Offer]) -> Next:
    """What is recorded by hand next, in words; after the contract and what follows on it nothing more."""
    due, record = due_record(method, happened), offered.get("record")
    if SIGNED in happened and not due:
        return Next(sentence=_("合同签了。以后的事办完一步，登记一步。"))
    if record is None:
        return Next(sentence=_("采购正在进行。"))
    if step := unasked(method, happened):
        sentence = _("先登记“%(step)s”是哪一天，再登记各家的报价。") % {"step": _(step)}
    elif due == SIGNED:
        sentence = _("签了合同，登记签订的日子：合同公告和备案从那一天起算。")
    elif due:
        sentence = _("合同报财政部门备案以后，登记是哪一天。")
    else:
        sentence = _("办完一步，登记一步，时间表跟着走。")
    return Next(record.word, record.url, sentence)


def _of_past(offered: dict[str, Offer]) -> Next:
    """What ran elsewhere goes on there: each step is recorded."""
    sentence = _("补录的采购：办完一步，登记一步；文件在这一页上传。")
    record = offered.get("record")
    return Next(record.word, record.url, sentence) if record else Next(sentence=sentence)


def _of_review(happened: Mapping[str, Any]) -> Permission:
    """Whose turn it is in a review: who holds it, then the purchaser, who receives the report and decides, then who tells."""
    if REVIEWED not in happened:
        return Permission.HOLD_REVIEW
    is_decided = AWARDED in happened or SHORTLISTED in happened
    return Permission.TELL_RESULT if is_decided else Permission.WRITE_PROCUREMENT


def _is_under_review(method: Method, happened: Mapping[str, Any], *, is_over: bool) -> bool:
    """Whether the review page has the next step: bids are opened, or suppliers asked, and not everybody is told of the award."""
    is_begun = "file_provided" in happened if is_by_talks(method) else is_over and method.panel is not None
    last = next((each for each in (TOLD, SHORTLIST_TOLD) if each in method.order), AWARDED)
    return is_begun and last not in happened and SIGNED not in happened
