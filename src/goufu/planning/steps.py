"""The steps of a project, one row per verb."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ninja import Field

from goufu.core.api import ReasonIn, StepIn
from goufu.core.permissions import Permission
from goufu.core.steps import Step, Steps
from goufu.decisions.models import Verdict
from goufu.planning.actions import deciding
from goufu.planning.actions.judging import judge_doubt
from goufu.planning.law import waivers_of
from goufu.planning.models import Project
from goufu.planning.queries.projects import project_for
from goufu.planning.step_forms import ApproveForm, JudgeForm, ProjectReasonForm, SubmitForm, WaiveForm
from goufu.planning.transitions import PROJECT
from goufu.planning.views.facts import project_context
from goufu.planning.views.law import law_context
from goufu.ui.templatetags.goufu import money


class ApproveIn(StepIn):
    """The request to approve. `reviewed`: the ids of the rules that a person has reviewed."""

    reviewed: list[str] = []
    note: str = Field("", max_length=2_000)


class JudgeIn(StepIn):
    """The request to decide the doubt of a rule, by its id."""

    rule: str = Field(max_length=80)
    verdict: Verdict
    reason: str = Field("", max_length=2_000)


class WaiveIn(StepIn):
    """The request to waive rules. `reasons`: the reason by rule id."""

    reasons: dict[str, str] = Field(min_length=1)


def _reserves(project: Project) -> str:
    if project.needed_first_year is None:
        return _("提交后由财政部门审核。")
    return _("提交后占用预算 %(amount)s 元，由财政部门审核。") % {"amount": money(project.needed_first_year)}


def _context(step: Step, form: Any) -> dict[str, Any]:
    return (
        project_context(form.thing)
        | law_context(form.opinion, form.thing, form.agent)
        | {
            "rules": getattr(form, "waivable", ()),
            "waivers": waivers_of(form.thing) if step.verb == "approve" else [],
        }
    )


PROJECT_STEPS = Steps(
    PROJECT,
    [
        Step(
            "submit",
            Permission.SUBMIT_PROJECT,
            deciding.submit_project,
            gettext_lazy("提交项目"),
            gettext_lazy("已提交，等财政部门审核。"),
            SubmitForm,
            note=_reserves,
            is_forward=True,
        ),
        Step(
            "approve",
            Permission.DECIDE_PROJECT,
            deciding.approve_project,
            gettext_lazy("批准项目"),
            gettext_lazy("已批准。"),
            ApproveForm,
            ApproveIn,
            note=gettext_lazy("批准后购买主体可以开展采购。"),
            is_forward=True,
        ),
        Step(
            "return",
            Permission.DECIDE_PROJECT,
            deciding.return_project,
            gettext_lazy("退回项目"),
            gettext_lazy("已退回，购买主体会看到理由。"),
            ProjectReasonForm,
            ReasonIn,
            note=gettext_lazy("占用的预算会释放；合同已经承诺的金额不动。"),
        ),
        Step(
            "adjust",
            Permission.WRITE_PROJECT,
            deciding.adjust_project,
            gettext_lazy("调整项目"),
            gettext_lazy("可以修改了，改好后再提交。"),
            ProjectReasonForm,
            ReasonIn,
            note=gettext_lazy("修改期间占用的预算保留，改好后要重新提交、重新审核。"),
        ),
        Step(
            "withdraw",
            Permission.SUBMIT_PROJECT,
            deciding.withdraw_project,
            gettext_lazy("撤回项目"),
            gettext_lazy("已撤回，占用的预算已释放。"),
            ProjectReasonForm,
            ReasonIn,
            note=gettext_lazy("撤回以后不能再改；占用的预算会释放。仍要购买，请另建项目。"),
            is_end=True,
        ),
        Step(
            "judge",
            Permission.DECIDE_PROJECT,
            judge_doubt,
            gettext_lazy("判定疑点"),
            gettext_lazy("已判定，以后遇到相近的项目会显示出来。"),
            JudgeForm,
            JudgeIn,
            note=gettext_lazy("判定连同理由给全省参考；这个项目批不批准，另外办理。"),
        ),
        Step(
            "waive",
            tuple(deciding.WAIVED_BY.values()),
            deciding.waive_rules,
            gettext_lazy("说明理由，豁免规则"),
            gettext_lazy("已豁免，理由会公开。"),
            WaiveForm,
            WaiveIn,
            note=gettext_lazy("您的姓名、单位、理由和日期会公开，不能收回。"),
            template="planning/waive.html",
        ),
    ],
    find=project_for,
    page="planning:project",
    template="planning/step.html",
    context=_context,
)
