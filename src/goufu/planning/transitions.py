"""The transitions of projects."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from goufu.core.transitions import Transition, Transitions
from goufu.planning.models import Project, ProjectState
from goufu.planning.models.projects import EDITABLE

PROJECT = Transitions(
    Project,
    ProjectState,
    {
        "write": Transition(_("填写"), EDITABLE),
        "delete": Transition(_("删除"), frozenset({ProjectState.DRAFT})),
        "submit": Transition(_("提交"), EDITABLE, ProjectState.SUBMITTED),
        "approve": Transition(_("批准"), frozenset({ProjectState.SUBMITTED}), ProjectState.APPROVED),
        "return": Transition(_("退回"), frozenset({ProjectState.SUBMITTED}), ProjectState.RETURNED),
        "adjust": Transition(_("调整"), frozenset({ProjectState.APPROVED}), ProjectState.ADJUSTING),
        "withdraw": Transition(
            _("撤回"), frozenset(ProjectState) - {ProjectState.WITHDRAWN}, ProjectState.WITHDRAWN
        ),
        "judge": Transition(
            _("判定疑点"), frozenset(ProjectState) - {ProjectState.DRAFT, ProjectState.WITHDRAWN}
        ),
        "waive": Transition(_("豁免规则"), frozenset(ProjectState) - {ProjectState.WITHDRAWN}),
    },
    turns={
        ProjectState.DRAFT: _("由购买主体填写后提交"),
        ProjectState.SUBMITTED: _("等财政部门审核；要修改，请财政部门退回，或者撤回"),
        ProjectState.RETURNED: _("由购买主体按退回意见修改后再提交"),
        ProjectState.APPROVED: _("要修改，先申请调整"),
        ProjectState.ADJUSTING: _("由购买主体改好后再提交"),
        ProjectState.WITHDRAWN: _("撤回的项目不再变动；仍要购买，请另建项目"),
    },
)
