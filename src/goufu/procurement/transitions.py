"""The transitions of procurements and of their notices."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from goufu.core.transitions import Transition, Transitions
from goufu.procurement.models import Notice, NoticeState, Procurement, ProcurementState

_PLANNING = frozenset({ProcurementState.PLANNING})
_OPEN = frozenset({ProcurementState.PLANNING, ProcurementState.RUNNING})
_DRAFT = frozenset({NoticeState.DRAFT})
_PUBLISHED = frozenset({NoticeState.PUBLISHED})

PROCUREMENT = Transitions(
    Procurement,
    ProcurementState,
    {
        "write": Transition(_("编制方案"), _PLANNING),
        "ask-approval": Transition(_("申请批准采购方式"), _PLANNING),
        "approve-method": Transition(_("批准采购方式"), _PLANNING),
        "refuse-method": Transition(_("不批准采购方式"), _PLANNING),
        "record-approval": Transition(_("登记采购方式批复"), _PLANNING),
        "announce": Transition(_("发布采购公告"), _PLANNING, ProcurementState.RUNNING),
        "begin": Transition(_("开始采购活动"), _PLANNING, ProcurementState.RUNNING),
        "record": Transition(_("登记办理情况"), _OPEN),
        "enter-response": Transition(_("登记响应"), frozenset({ProcurementState.RUNNING})),
        "correct": Transition(_("更正"), frozenset({ProcurementState.RUNNING})),
        "terminate": Transition(
            _("终止采购"), frozenset({ProcurementState.RUNNING}), ProcurementState.TERMINATED
        ),
        "withdraw": Transition(_("撤销采购"), _PLANNING, ProcurementState.WITHDRAWN),
    },
    turns={
        ProcurementState.PLANNING: _("由采购人编好方案，发布采购公告"),
        ProcurementState.RUNNING: _("要改，发更正公告；不再采购，发终止公告"),
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
