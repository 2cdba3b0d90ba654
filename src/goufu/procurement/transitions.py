"""The transitions of procurements, of their notices, and of challenges and complaints."""

from __future__ import annotations

from django.db.models import Model
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from goufu.core.transitions import Transition, Transitions
from goufu.procurement.cases.periods import later
from goufu.procurement.cases.suspending import guard, guard_second_stage
from goufu.procurement.models import (
    ApplicationState,
    CallOff,
    CallOffOffer,
    CallOffState,
    Challenge,
    ChallengeState,
    Complaint,
    ComplaintState,
    Delegation,
    DelegationState,
    Framework,
    FrameworkApplication,
    FrameworkMember,
    FrameworkState,
    MemberState,
    Notice,
    NoticeState,
    OfferState,
    Participation,
    ParticipationState,
    Party,
    PartyState,
    Procurement,
    ProcurementState,
    Question,
    QuestionState,
)
from goufu.procurement.past.days import refuse_past

_PLANNING = frozenset({ProcurementState.PLANNING})
_OPEN = frozenset({ProcurementState.PLANNING, ProcurementState.RUNNING})
_BEGUN = frozenset({ProcurementState.RUNNING, ProcurementState.TERMINATED})
_DRAFT = frozenset({NoticeState.DRAFT})
_PUBLISHED = frozenset({NoticeState.PUBLISHED})
# What is done here alone, of none that ran elsewhere.
_HERE = frozenset(
    {"invite", "admit-suppliers", "receive", "open", "enter-response", "seat", "review", "settle", "award"}
)


def _guard(verb: str, thing: Model) -> None:
    """What suspends a procurement, and what one that ran elsewhere never does here."""
    guard(verb, thing)
    if verb in _HERE and isinstance(thing, Procurement):
        refuse_past(thing)


PROCUREMENT = Transitions(
    Procurement,
    ProcurementState,
    {
        "write": Transition(_("编制方案"), _PLANNING),
        "take-in": Transition(_("请单位一起采购"), _PLANNING),
        "leave-out": Transition(_("不再一起采购"), _PLANNING),
        "ask-approval": Transition(_("申请批准采购方式"), _PLANNING),
        "approve-method": Transition(_("批准采购方式"), _PLANNING),
        "refuse-method": Transition(_("不批准采购方式"), _PLANNING),
        "record-approval": Transition(_("登记采购方式批复"), _PLANNING),
        "waive": Transition(_("豁免规则"), _PLANNING),
        "announce": Transition(_("发布采购公告"), _PLANNING, ProcurementState.RUNNING),
        "begin": Transition(_("开始采购活动"), _PLANNING, ProcurementState.RUNNING),
        "record": Transition(_("登记办理情况"), _OPEN),
        "invite": Transition(_("邀请供应商"), frozenset({ProcurementState.RUNNING})),
        "admit-suppliers": Transition(_("审查参与申请"), frozenset({ProcurementState.RUNNING})),
        "receive": Transition(_("接收投标"), frozenset({ProcurementState.RUNNING})),
        "open": Transition(_("开启"), frozenset({ProcurementState.RUNNING})),
        "enter-response": Transition(_("登记响应"), frozenset({ProcurementState.RUNNING})),
        "seat": Transition(_("组成评审小组"), frozenset({ProcurementState.RUNNING})),
        "review": Transition(_("评审"), frozenset({ProcurementState.RUNNING})),
        "settle": Transition(_("登记商定结果"), frozenset({ProcurementState.RUNNING})),
        "award": Transition(_("确定中标、成交供应商"), frozenset({ProcurementState.RUNNING})),
        "return-deposit": Transition(
            _("退还保证金"), frozenset({ProcurementState.RUNNING, ProcurementState.TERMINATED})
        ),
        "file-emergency": Transition(_("报备紧急采购"), _BEGUN),  # an award that a complaint undid, too
        "review-emergency": Transition(_("审查紧急采购"), _BEGUN),
        "record-effects": Transition(_("登记紧急采购的效果"), frozenset({ProcurementState.RUNNING})),
        "correct": Transition(
            _("更正"),
            frozenset({ProcurementState.PLANNING, ProcurementState.RUNNING, ProcurementState.TERMINATED}),
        ),
        "terminate": Transition(
            _("终止采购"), frozenset({ProcurementState.RUNNING}), ProcurementState.TERMINATED
        ),
        "tell-end": Transition(_("公告终止"), frozenset({ProcurementState.TERMINATED})),
        "end": Transition(_("终止采购"), frozenset({ProcurementState.RUNNING}), ProcurementState.TERMINATED),
        "record-result": Transition(_("登记结果"), frozenset({ProcurementState.RUNNING})),
        "end-past": Transition(
            _("登记终止"), frozenset({ProcurementState.RUNNING}), ProcurementState.TERMINATED
        ),
        "strike-past": Transition(
            _("作废补录"),
            frozenset({ProcurementState.RUNNING, ProcurementState.TERMINATED}),
            ProcurementState.WITHDRAWN,
        ),
        "void": Transition(
            _("责令重新开展采购活动"), frozenset({ProcurementState.RUNNING}), ProcurementState.TERMINATED
        ),
        "withdraw": Transition(_("撤销采购"), _PLANNING, ProcurementState.WITHDRAWN),
    },
    guard=_guard,
    turns={
        ProcurementState.PLANNING: _("由采购人编好方案，发布采购公告"),
        ProcurementState.RUNNING: _("要改，发更正公告；不再采购，发终止公告；没有发过公告的，直接终止"),
        ProcurementState.TERMINATED: _("终止的采购不再变动；仍要购买，重新开始一次采购"),
        ProcurementState.WITHDRAWN: _("撤销的采购不再变动；仍要购买，重新开始一次采购"),
    },
)
NOTICE = Transitions(
    Notice,
    NoticeState,
    {
        "write": Transition(_("填写"), _DRAFT),
        "publish": Transition(_("发布公告"), _DRAFT, NoticeState.PUBLISHED),
        "discard": Transition(_("作废"), _DRAFT, NoticeState.DISCARDED),
        "receive": Transition(_("登记媒体收到"), _PUBLISHED),
        "appear": Transition(_("登记媒体发布"), _PUBLISHED),
    },
    turns={
        NoticeState.DRAFT: _("由起草人以外的负责人发布"),
        NoticeState.PUBLISHED: _("发布以后不能改；有错，发更正公告"),
        NoticeState.DISCARDED: _("作废的不再变动；需要时重新起草"),
    },
)
_WAITING = frozenset({ChallengeState.RECEIVED})
CHALLENGE = Transitions(
    Challenge,
    ChallengeState,
    {
        "weigh-challenge": Transition(_("判断影响"), _WAITING),
        "answer-challenge": Transition(_("答复质疑"), _WAITING, ChallengeState.ANSWERED),
        "serve-answer": Transition(_("登记答复送达"), frozenset({ChallengeState.ANSWERED})),
        "refuse-challenge": Transition(_("不予受理"), _WAITING, ChallengeState.REFUSED),
        "withdraw-challenge": Transition(_("撤回质疑"), _WAITING, ChallengeState.WITHDRAWN),
    },
    turns={
        ChallengeState.RECEIVED: format_lazy(
            _("由采购人在 {period}以内书面答复"), period=later("challenge_answer")
        ),
        ChallengeState.ANSWERED: _("对答复不满意的，在期限以内向财政部门投诉"),
        ChallengeState.REFUSED: _("不予受理的质疑不再变动"),
        ChallengeState.WITHDRAWN: _("撤回的质疑不再变动"),
    },
)
_EXAMINED = frozenset({ComplaintState.RECEIVED})
_LACKING = frozenset({ComplaintState.RECEIVED, ComplaintState.SUPPLEMENT})
_UNDER_WAY = frozenset({ComplaintState.ACCEPTED})
_DECIDED = frozenset({ComplaintState.DECIDED})
COMPLAINT = Transitions(
    Complaint,
    ComplaintState,
    {
        "accept-complaint": Transition(_("受理"), _EXAMINED, ComplaintState.ACCEPTED),
        "ask-supplement": Transition(_("通知补正"), _EXAMINED, ComplaintState.SUPPLEMENT),
        "supplement": Transition(
            _("登记补正"), frozenset({ComplaintState.SUPPLEMENT}), ComplaintState.RECEIVED
        ),
        "refuse-complaint": Transition(_("不予受理"), _LACKING, ComplaintState.REFUSED),
        "refer-complaint": Transition(_("告知管辖"), _LACKING, ComplaintState.REFERRED),
        "decide-complaint": Transition(_("作出处理决定"), _UNDER_WAY, ComplaintState.DECIDED),
        "proceed-complaint": Transition(_("登记办理情况"), _UNDER_WAY | _DECIDED),
        "send-copies": Transition(_("发出投诉书副本"), _UNDER_WAY),
        "suspend": Transition(_("暂停采购活动"), _UNDER_WAY),
        "resume": Transition(_("恢复采购活动"), _UNDER_WAY),
        "join-complaint": Transition(_("并入另一件"), _UNDER_WAY),
        "publish-decision": Transition(_("公告处理结果"), _DECIDED),
        "decision-appeared": Transition(_("登记媒体发布"), _DECIDED),
        "annul-decision": Transition(_("登记决定被撤销"), _DECIDED, ComplaintState.ACCEPTED),
        "list-abuse": Transition(_("列入不良行为记录"), _DECIDED),
        "withdraw-complaint": Transition(_("撤回投诉"), _LACKING | _UNDER_WAY, ComplaintState.WITHDRAWN),
    },
    turns={
        ComplaintState.RECEIVED: format_lazy(
            _("由财政部门在 {period}以内审查"), period=later("complaint_examination")
        ),
        ComplaintState.SUPPLEMENT: _("等投诉人补正；逾期没有补正的，不予受理"),
        ComplaintState.ACCEPTED: format_lazy(
            _("由财政部门在 {period}以内作出处理决定"), period=later("complaint_decision")
        ),
        ComplaintState.DECIDED: _("决定送达当事人并公告；不服的可以复议、诉讼"),
        ComplaintState.REFUSED: _("不予受理的投诉不再变动"),
        ComplaintState.REFERRED: _("由投诉人向有管辖权的部门投诉"),
        ComplaintState.WITHDRAWN: _("撤回的投诉终止处理，不再变动"),
    },
)
_TO_SERVE = frozenset({PartyState.DECIDED})
_ASKED = frozenset({PartyState.COMPLAINS, PartyState.SENT, PartyState.RECEIVED, PartyState.ANSWERED})
PARTY = Transitions(
    Party,
    PartyState,
    {
        "receive-copy": Transition(_("签收投诉书副本"), frozenset({PartyState.SENT}), PartyState.RECEIVED),
        "answer-copy": Transition(_("书面说明"), frozenset({PartyState.RECEIVED}), PartyState.ANSWERED),
        "receive-decision": Transition(_("签收处理决定"), _TO_SERVE, PartyState.SERVED),
        "record-appeal": Transition(_("登记申请复议、起诉"), _TO_SERVE | {PartyState.SERVED}),
        "hear-decision": Transition(_("作出处理决定"), _ASKED, PartyState.DECIDED),
        "hear-end": Transition(_("终止投诉处理"), _ASKED, PartyState.ENDED),
    },
    turns={
        PartyState.COMPLAINS: _("等财政部门作出处理决定"),
        PartyState.SENT: _("由当事人签收，或者由财政部门登记收到的日子"),
        PartyState.RECEIVED: format_lazy(
            _("由当事人在 {period}以内书面说明"), period=later("respondent_reply")
        ),
        PartyState.ANSWERED: _("等财政部门作出处理决定"),
        PartyState.DECIDED: _("由当事人签收处理决定，或者由财政部门登记送达"),
        PartyState.SERVED: _("不服的可以复议、诉讼"),
        PartyState.ENDED: _("终止处理的投诉不再变动"),
    },
)
PARTICIPATION = Transitions(
    Participation,
    ParticipationState,
    {
        "leave": Transition(
            pgettext_lazy("participation", "退出"),
            frozenset({ParticipationState.TAKING_PART}),
            ParticipationState.WITHDRAWN,
        ),
        "put-out": Transition(
            _("结束没有受邀的参加"), frozenset({ParticipationState.TAKING_PART}), ParticipationState.WITHDRAWN
        ),
    },
    turns={
        ParticipationState.TAKING_PART: _("响应截止以前可以退出"),
        ParticipationState.WITHDRAWN: _("响应截止以前可以重新参加"),
    },
)
QUESTION = Transitions(
    Question,
    QuestionState,
    {"answer": Transition(_("答复"), frozenset({QuestionState.ASKED}), QuestionState.ANSWERED)},
    turns={
        QuestionState.ASKED: _("由采购人答复"),
        QuestionState.ANSWERED: _("答复已经公开，不能再改；有补充，另外答复"),
    },
)
_DRAFTED, _SIGNED = frozenset({DelegationState.DRAFT}), frozenset({DelegationState.OFFERED})
_HELD = frozenset({DelegationState.IN_FORCE, DelegationState.ENDED})
DELEGATION = Transitions(
    Delegation,
    DelegationState,
    {
        "correct-delegation": Transition(_("改委托"), _DRAFTED),
        "sign-delegation": Transition(_("签署委托"), _DRAFTED, DelegationState.OFFERED),
        "take-delegation": Transition(_("接受委托"), _SIGNED, DelegationState.IN_FORCE),
        "decline-delegation": Transition(_("不接受委托"), _SIGNED, DelegationState.DECLINED),
        "end-delegation": Transition(
            _("解除委托"),
            frozenset({DelegationState.DRAFT, DelegationState.OFFERED, DelegationState.IN_FORCE}),
            DelegationState.ENDED,
        ),
        "hand-over-papers": Transition(_("移交资料"), _HELD),
        "receive-papers": Transition(_("签收资料"), _HELD),
    },
    turns={
        DelegationState.DRAFT: _("上传协议，由起草人以外的采购负责人签署；签署以前起草人可以改"),
        DelegationState.OFFERED: _("由代理机构接受或者不接受"),
        DelegationState.IN_FORCE: _("代理机构办理委托的事项，办完移交资料"),
        DelegationState.DECLINED: _("不接受的委托不再变动；另选一家，重新起草"),
        DelegationState.ENDED: _("解除的委托不再变动，只移交、签收资料"),
    },
)
_ACTIVE = frozenset({FrameworkState.ACTIVE})
FRAMEWORK = Transitions(
    Framework,
    FrameworkState,
    {
        "call-off": Transition(_("选用"), _ACTIVE),
        "apply": Transition(_("申请加入"), _ACTIVE),
        "admit": Transition(_("审核入围申请"), _ACTIVE),
        "call-supplement": Transition(_("补充征集"), _ACTIVE),
        "conclude-supplement": Transition(_("确定补充征集的结果"), _ACTIVE),
        "end-framework": Transition(_("结束框架协议"), _ACTIVE, FrameworkState.ENDED),
    },
    guard=guard_second_stage,
    turns={
        FrameworkState.ACTIVE: _("由适用的采购人选用；期满、不再履行的，由签订的采购人结束"),
        FrameworkState.ENDED: _("结束的框架协议不再选用；还要的，重新征集"),
    },
)
_IN, _SUSPENDED = frozenset({MemberState.IN}), frozenset({MemberState.SUSPENDED})
MEMBER = Transitions(
    FrameworkMember,
    MemberState,
    {
        "suspend-member": Transition(_("暂停"), _IN, MemberState.SUSPENDED),
        "restore-member": Transition(_("恢复"), _SUSPENDED, MemberState.IN),
        "remove-member": Transition(_("清退"), _IN | _SUSPENDED, MemberState.REMOVED),
        "leave-framework": Transition(_("退出框架协议"), _IN | _SUSPENDED, MemberState.LEFT),
    },
    turns={
        MemberState.IN: _("由各采购人选用"),
        MemberState.SUSPENDED: _("由签订的采购人恢复或者清退"),
        MemberState.REMOVED: _("清退的不再回到这份协议"),
        MemberState.LEFT: _("退出的不再回到这份协议"),
    },
)
_UNREVIEWED = frozenset({ApplicationState.RECEIVED})
APPLICATION = Transitions(
    FrameworkApplication,
    ApplicationState,
    {
        "admit-application": Transition(_("同意入围"), _UNREVIEWED, ApplicationState.ADMITTED),
        "refuse-application": Transition(_("不同意入围"), _UNREVIEWED, ApplicationState.REFUSED),
        "withdraw-application": Transition(_("撤回申请"), _UNREVIEWED, ApplicationState.WITHDRAWN),
    },
    guard=guard_second_stage,
    turns={
        ApplicationState.RECEIVED: _("由签订的采购人审核"),
        ApplicationState.ADMITTED: _("已经在协议里"),
        ApplicationState.REFUSED: _("补齐以后可以再申请"),
        ApplicationState.WITHDRAWN: _("可以再申请"),
    },
)
_CHOOSING, _OFFERED = frozenset({CallOffState.CHOOSING}), frozenset({CallOffState.OFFERED})
_QUOTING = frozenset({CallOffState.QUOTING})
_AGREED = frozenset({CallOffState.AGREED})
CALL_OFF = Transitions(
    CallOff,
    CallOffState,
    {
        "ask-quotes": Transition(_("请各家报价"), _CHOOSING | _QUOTING, CallOffState.QUOTING),
        "quote": Transition(_("报价"), _QUOTING),
        "offer": Transition(_("选定供应商"), _CHOOSING | _QUOTING, CallOffState.OFFERED),
        "agree": Transition(_("接受"), _OFFERED, CallOffState.AGREED),
        "decline": Transition(_("拒绝"), _OFFERED, CallOffState.CHOOSING),
        "lapse": Transition(_("登记逾期没有答复"), _OFFERED, CallOffState.CHOOSING),
        "cancel-call-off": Transition(_("取消选用"), _CHOOSING | _QUOTING | _OFFERED, CallOffState.CANCELLED),
        "sign-call-off": Transition(_("登记合同"), _AGREED),
        "change-choice": Transition(_("登记改选"), _CHOOSING | _AGREED),
    },
    guard=guard_second_stage,
    turns={
        CallOffState.CHOOSING: _("由采购人另选一家，或者取消"),
        CallOffState.QUOTING: _("由各家供应商报价；到报价截止，由采购人选定"),
        CallOffState.OFFERED: _("由供应商答复"),
        CallOffState.AGREED: _("已经成交，签订合同"),
        CallOffState.CANCELLED: _("取消的不再变动；仍要的，重新选用"),
    },
)
_PENDING, _DECLINED = frozenset({OfferState.PENDING}), frozenset({OfferState.REFUSED, OfferState.LAPSED})
OFFER = Transitions(
    CallOffOffer,
    OfferState,
    {
        "accept-offer": Transition(_("接受"), _PENDING, OfferState.ACCEPTED),
        "refuse-offer": Transition(_("拒绝"), _PENDING, OfferState.REFUSED),
        "lapse-offer": Transition(_("登记逾期没有答复"), _PENDING, OfferState.LAPSED),
        "take-back": Transition(_("取消选用"), _PENDING, OfferState.TAKEN_BACK),
        "judge-refusal": Transition(_("认定拒绝的理由"), _DECLINED),
    },
    guard=guard_second_stage,
    turns={
        OfferState.PENDING: _("由供应商答复"),
        OfferState.ACCEPTED: _("已经成交，签订合同"),
        OfferState.REFUSED: _("由采购人另选一家；理由是否正当，由签订协议的采购人认定"),
        OfferState.LAPSED: _("由采购人另选一家；理由是否正当，由签订协议的采购人认定"),
        OfferState.TAKEN_BACK: _("采购人已经取消"),
    },
)
