"""Applications to take part are examined, each with its reason, and the applicants told who may respond."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from goufu import wall_clock
from goufu.core.action import Action, action
from goufu.core.errors import NotAllowed, NotFound, Refusal
from goufu.core.permissions import Permission
from goufu.core.reasons import required_reason
from goufu.procurement.actions.events import note_event
from goufu.procurement.actions.participating import admit_participant, refuse_after_applications
from goufu.procurement.actions.review_record import begin, refuse_former, refuse_others
from goufu.procurement.applications import (
    PANEL,
    admission_of,
    applicants,
    bodies_of,
    found_of,
    is_told,
    takes_applications,
)
from goufu.procurement.invitations import limit_of
from goufu.procurement.model import Admission
from goufu.procurement.models import ApplicationExamination, ApplicationLetter, Participation, Procurement
from goufu.procurement.review.record import lot_of
from goufu.procurement.review.seats import SeatAgent
from goufu.procurement.sealed.newcomers import Newcomer, bidder_of, entered
from goufu.procurement.transitions import PARTICIPATION, PROCUREMENT
from goufu.registry.agents import Agent
from goufu.wall_clock import CHINA


def enter_application(
    *,
    procurement: int,
    credit_code: str,
    is_small: bool | None = None,
    lot: int | None = None,
    newcomer: Newcomer | None = None,
    by: Agent,
    version: int | None = None,
    once: UUID | None = None,
) -> Participation:
    """Enters the application that somebody brought on paper, with its three declarations, in time as one on the page is.

    newcomer: who an applicant is that nobody has registered. Raises Refusal as `take_part` does; NotFound, NotAllowed.
    """
    with action("procurement.application.brought", Permission.HOLD_OPENING, by=by, once=once) as act:
        act.allow_anywhere()
        bidder = bidder_of(credit_code, newcomer)
        found = act.lock(Procurement.objects.select_related("purchaser__place"), procurement, version=version)
        if not by.may_on(Permission.HOLD_OPENING, found):
            raise NotFound
        PROCUREMENT.after("admit-suppliers", found)
        _must_admit(found)
        refuse_after_applications(found)
        made = Participation(
            procurement=found,
            lot=lot_of(found, lot),
            bidder=entered(act, bidder, found),
            is_small=is_small,
            meets_conditions=True,
            is_not_debarred=True,
            has_no_conflict=True,
            taken_by=by.person,
            taken_at=wall_clock.now(),
        )
        admit_participant(act, found, made)
        act.set_subject(made)
        act.log(body=made.bidder.name, title=found.title)
    return made


def examine_application(
    *, participation: int, has_passed: bool, reason: str = "", by: Agent | SeatAgent, once: UUID | None = None
) -> ApplicationExamination:
    """Records what was found of an application, after the last moment to apply: the last record counts until the applicants are told.

    By the panel's head where the method has the panel examine, else by the purchaser's side. Raises NotAllowed for the other side,
    Refusal without a reason for one that fails.
    """
    permission = Permission.REVIEW_BIDS if isinstance(by, SeatAgent) else Permission.HOLD_REVIEW
    with action("procurement.application.examined", permission, by=by, once=once) as act:
        found, seen = _locked(act, participation)
        admission = _must_admit(found)
        _refuse_side(act, found, admission, by)
        _refuse_untimely(found)
        if not has_passed:
            reason = required_reason(reason, "资格审查不通过")
        made = ApplicationExamination(
            participation=seen,
            has_passed=has_passed,
            reason=reason,
            member=by.member if isinstance(by, SeatAgent) else None,
            person=None if isinstance(by, SeatAgent) else by.person,
            at=wall_clock.now(),
        )
        act.create(made)
        act.set_subject(seen)  # veiled until the opening, as all that tells who takes part
        act.log(bidder=seen.bidder.name, has_passed=has_passed, reason=reason)
    return made


def _locked(act: Action, participation: int) -> tuple[Procurement, Participation]:
    """The procurement of an application, locked, and the application as it stands. Raises NotFound, Refusal."""
    seen = Participation.objects.filter(pk=participation).first()
    rows = Procurement.objects.select_related("purchaser__place")
    found, _state = PROCUREMENT.lock(act, rows, seen.procurement_id if seen else 0, "admit-suppliers")
    application = applicants(found).filter(pk=participation).first()
    if application is None:
        raise Refusal("这家供应商已经退出，不再审查", "请重新打开这一页")
    return found, application


def _must_admit(found: Procurement) -> Admission:
    admission = admission_of(found)
    if admission is None:
        raise Refusal("这次采购不先申请", "供应商直接参加、提交响应文件；资格在开启以后审查")
    return admission


def _refuse_side(act: Action, found: Procurement, admission: Admission, by: Agent | SeatAgent) -> None:
    is_panels = admission.by == PANEL
    if is_panels != isinstance(by, SeatAgent):
        refusal = (
            NotAllowed("参与申请由谈判小组审查", "抽取专家、发登录码，请组长登录以后登记")
            if is_panels
            else NotAllowed("资格预审由采购人审查", "等采购人审查")
        )
        refusal.articles = (admission.article,)
        raise refusal
    if isinstance(by, SeatAgent):
        _found, member = begin(act, by)
        refuse_others(member)
    else:
        refuse_former(found, by, "审查参与申请", bodies_of(applicants(found)))


def _refuse_untimely(found: Procurement) -> None:
    if takes_applications(found):
        raise Refusal("还没有到申请截止", "截止以后，申请都到了再审查")
    if is_told(found):
        raise Refusal("申请人已经告知，审查不能再改", "有错的，由质疑答复、投诉处理决定")


def tell_applicants(
    *, procurement: int, by: Agent, version: int | None = None, once: UUID | None = None
) -> Procurement:
    """Tells each applicant what was found: whoever passed may respond from now on, the others read their reason and take part no more.

    Raises Refusal before the last moment to apply, while one isn't examined, and a second time.
    """
    with transaction.atomic():
        found, seen = _begin_telling(procurement, by, version, once)
        for each, examined in seen:
            _tell(found, each, examined, by)
    return found


def _begin_telling(
    procurement: int, by: Agent, version: int | None, once: UUID | None
) -> tuple[Procurement, list[tuple[Participation, ApplicationExamination]]]:
    """The procurement with its event, in whose log entry nobody is named, and what was found of each."""
    with action("procurement.applicants.told", Permission.HOLD_REVIEW, by=by, once=once) as act:
        rows = Procurement.objects.select_related("purchaser__place")
        found, _state = PROCUREMENT.lock(act, rows, procurement, "admit-suppliers", version=version)
        admission = _must_admit(found)
        _refuse_untimely(found)
        seen = [(each, found_of(each)) for each in applicants(found)]
        if not seen:
            raise Refusal("没有供应商申请", "发终止公告，再重新采购", articles=[admission.article])
        if waiting := [each.bidder.name for each, examined in seen if examined is None]:
            raise Refusal(f"还没有审查：{'、'.join(waiting)}", "每一家都审查以后，一起告知")
        if admission.tells:
            note_event(act, found, admission.tells, by, moment=wall_clock.now())
        act.change(found, changed_at=wall_clock.now())
        act.set_subject(found)
    return found, [(each, examined) for each, examined in seen if examined]


def _tell(procurement: Procurement, seen: Participation, examined: ApplicationExamination, by: Agent) -> None:
    """Tells one of them, in an action of its own, whose log entry is veiled until the opening, as all that tells who takes part."""
    with action("procurement.applicant.told", Permission.HOLD_REVIEW, by=by) as act:
        PROCUREMENT.lock(
            act, Procurement.objects.select_related("purchaser__place"), procurement.pk, "admit-suppliers"
        )
        rows = Participation.objects.select_related("bidder", "lot", "procurement")
        held, state = PARTICIPATION.lock(act, rows, seen.pk, "put-out")
        now = wall_clock.now()
        made = ApplicationLetter(
            participation=held,
            is_admitted=examined.has_passed,
            text=letter_to(held, examined, procurement),
            person=by.person,
            at=now,
        )
        act.create(made)
        if not examined.has_passed:
            act.change(held, state=state, withdrawn_by=by.person, withdrawn_at=now)
        act.set_subject(held)
        act.log(body=held.bidder.name, title=procurement.title)


def letter_to(application: Participation, examined: ApplicationExamination, procurement: Procurement) -> str:
    """What the applicant is told: Chinese, as papers are."""
    head = [
        f"{application.bidder.name}：",
        f"你单位参加“{procurement.title}”（{procurement.number}）的申请，{'通过了' if examined.has_passed else '没有通过'}资格审查。",
    ]
    if not examined.has_passed:
        tail = [f"理由：{examined.reason}", "有疑问的，可以向采购人提出询问、质疑。"]
    elif limit_of(procurement):
        tail = ["你单位列入备选名单；由随机选择决定向哪几家发出投标邀请书。"]
    else:
        tail = [
            f"现请你单位提交响应文件，截止：{_minute_of(procurement.bid_deadline_at)}，{procurement.submission_place}。"
            if procurement.bid_deadline_at
            else "",
            f"获取采购文件：{procurement.file_access}" if procurement.file_access else "",
        ]
    contact = f"联系方式：{procurement.contact}" if procurement.contact else ""
    return "\n".join(filter(None, [*head, *tail, contact]))


def _minute_of(at: datetime) -> str:
    return f"{at.astimezone(CHINA):%Y-%m-%d %H:%M}"
