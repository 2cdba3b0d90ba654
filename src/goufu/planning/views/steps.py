"""The steps of a project: each a page that asks once more, with what the law says of it."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from goufu.core.errors import AgainstTheLaw, AlreadyDone, NotAllowed, Refusal, Stale
from goufu.core.opinion import Opinion
from goufu.core.pages import needs, once
from goufu.core.permissions import Permission
from goufu.law.answers import Answer
from goufu.planning.actions import deciding
from goufu.planning.forms import ApproveForm, ReasonForm, StepForm, WaiveForm
from goufu.planning.law import opinion_on
from goufu.planning.models import Project
from goufu.planning.queries.projects import project_for
from goufu.planning.states import STANDING, after, must_be
from goufu.planning.views.law import law_context, opinion_of, refused_context
from goufu.registry.agents import Agent
from goufu.ui.forms import Form

# verb: who may, in the order in which the page offers them
PERMISSIONS = {
    "submit": Permission.SUBMIT_PROJECT,
    "approve": Permission.DECIDE_PROJECT,
    "return": Permission.DECIDE_PROJECT,
    "adjust": Permission.WRITE_PROJECT,
    "withdraw": Permission.SUBMIT_PROJECT,
}
# verb: (heading, the button, what is said when it is done)
WORDS = {
    "submit": (gettext_lazy("提交项目"), gettext_lazy("提交"), gettext_lazy("已提交，等财政部门审核。")),
    "return": (gettext_lazy("退回项目"), gettext_lazy("退回"), gettext_lazy("已退回，购买主体会看到理由。")),
    "approve": (gettext_lazy("批准项目"), gettext_lazy("批准"), gettext_lazy("已批准。")),
    "adjust": (
        gettext_lazy("调整项目"),
        gettext_lazy("开始调整"),
        gettext_lazy("可以修改了，改好后再提交。"),
    ),
    "withdraw": (gettext_lazy("撤回项目"), gettext_lazy("撤回"), gettext_lazy("已撤回，占用的预算已释放。")),
}


def _step(verb: str, form_class: type[StepForm], act: Callable[..., Project]) -> Callable[..., HttpResponse]:
    """The view of one verb: what it will do, what the law says, the form, and the refusal if there is one."""
    permission = PERMISSIONS[verb]
    heading, button, done = WORDS[verb]

    @require_http_methods(["GET", "POST"])
    @needs(Permission.SEE_PROJECTS)
    def view(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
        project = project_for(agent, number)
        if not agent.may_on(permission, project):
            raise NotAllowed(_("您的岗位不能办理这一步"), _("请有权的单位和岗位办理"))
        if request.method == "GET":
            after(
                verb, project
            )  # a form sent twice has moved it on already: the action knows that it was done
        opinion = opinion_of(project)
        form = form_class(request.POST or None, opinion=opinion, once=once(request), version=project.version)
        refusal: Refusal | None = None
        if request.method == "POST" and form.is_valid():
            refusal = refusal_of(
                lambda: act(project=number, by=agent, version=form.version, once=form.once, **form.said())
            )
            if refusal is None:
                messages.success(request, str(done))
                return redirect("planning:project", number)
            project = project_for(agent, number)
            _show(form, refusal, project)
        context = {"project": project, "form": form, "verb": verb, "heading": heading, "button": button}
        status = refusal.status if refusal else 422 if form.errors else 200
        said = law_context(opinion) | refused_context(refusal)
        return render(request, "planning/step.html", context | said, status=status)

    return view


submit = _step("submit", StepForm, deciding.submit_project)
return_ = _step("return", ReasonForm, deciding.return_project)
approve = _step("approve", ApproveForm, deciding.approve_project)
adjust = _step("adjust", ReasonForm, deciding.adjust_project)
withdraw = _step("withdraw", ReasonForm, deciding.withdraw_project)


def waivable(opinion: Opinion, agent: Agent, project: Project) -> list[Answer]:
    """The rules that are not met and that this agent may waive."""
    return [
        each for each in opinion.to_explain if agent.may_on(deciding.WAIVED_BY[each.rule.waiver], project)
    ]


@require_http_methods(["GET", "POST"])
@needs(Permission.SEE_PROJECTS)
def waive(request: HttpRequest, agent: Agent, number: int) -> HttpResponse:
    """A reason for each rule that is set aside: everybody will read it."""
    project = project_for(agent, number)
    if not any(agent.may_on(permission, project) for permission in deciding.WAIVED_BY.values()):
        raise NotAllowed(_("您的岗位不能豁免规则"), _("由购买主体的采购负责人，或者财政部门办理"))
    must_be(project, STANDING)
    # A form sent twice still has its fields: the action knows that it was done.
    opinion = opinion_on(number) if request.method == "POST" else opinion_of(project)
    rules = waivable(opinion, agent, project)
    form = WaiveForm(request.POST or None, rules=rules, once=once(request), version=project.version)
    refusal: Refusal | None = None
    if request.method == "POST" and form.is_valid():
        refusal = refusal_of(
            lambda: deciding.waive_rules(
                project=number, reasons=form.reasons(), by=agent, version=form.version, once=form.once
            )
        )
        if refusal is None:
            messages.success(request, _("已豁免，理由会公开。"))
            return redirect("planning:project", number)
        _show(form, refusal, project_for(agent, number))
    status = refusal.status if refusal else 422 if form.errors else 200
    return render(
        request, "planning/waive.html", {"project": project, "form": form, "rules": rules}, status=status
    )


def refusal_of(act: Callable[[], object]) -> Refusal | None:
    """Acts, and returns why it was refused; None when it is done, now or by the same form before."""
    try:
        act()
    except AlreadyDone:
        return None
    except Refusal as refusal:
        return refusal
    return None


def _show(form: Form, refusal: Refusal, now: Project) -> None:
    """Says it on the form, unless cards do; whoever was overtaken is shown the project as it is now."""
    if isinstance(refusal, AgainstTheLaw):
        return
    form.refuse(refusal, version=now.version if isinstance(refusal, Stale) else None)
