"""The next step on a project: what it is for whoever looks, what is missing for it, and by which day it is due."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils.translation import gettext as _

from goufu.core.errors import AgainstTheLaw, Refusal, refusal_of
from goufu.core.opinion import Opinion
from goufu.core.permissions import Permission
from goufu.core.rooms import contributed_objects
from goufu.core.steps import Offer
from goufu.core.work import WorkItem
from goufu.funds.models import BudgetLine
from goufu.funds.queries.ledger import held_by_project
from goufu.law.answers import Answer
from goufu.law.cards import title_of
from goufu.law.load import load_rulebook
from goufu.planning.actions.deciding import check_submission
from goufu.planning.deadlines import intention_due
from goufu.planning.models import Project, ProjectState
from goufu.planning.queries.projects import projects
from goufu.planning.transitions import PROJECT
from goufu.registry.agents import Agent

DECIDED = frozenset({ProjectState.APPROVED, ProjectState.RETURNED})
SHOWN = 3  # things that are named as missing; the others are counted


@dataclass(frozen=True, slots=True)
class Advance:
    """The next step: its button (`word` and `url` are empty where it is another's turn) and a sentence about it.

    `lacks`: what is missing for it, in a few words each, and `more`: how many others are; `due`: its last day.
    """

    word: str = ""
    url: str = ""
    sentence: str = ""
    lacks: Sequence[str] = ()
    more: int = 0
    due: WorkItem | None = None

    def leads_to_form(self, project: Project) -> bool:
        """Whether the button leads to the form in which the project is written."""
        return self.url == _form_of(project)


def advance(project: Project, agent: Agent, opinion: Opinion, offers: Sequence[Offer]) -> Advance:
    """The next step on the project, as the agent sees it. offers: the steps that the agent may take."""
    offered = {each.step.verb: each for each in offers}
    if project.is_editable and agent.may_on(Permission.WRITE_PROJECT, project):
        return _of_writer(project, opinion, offered.get("submit"))
    if project.state == ProjectState.SUBMITTED and (approve := offered.get("approve")):
        if project.submitted_by_id == agent.person.pk:
            return Advance(sentence=_("这个项目是您提交的，由另一位财政经办人审核。"))
        lacks, more = _few([each.rule.title for each in (*opinion.blocking, *opinion.to_explain)])
        return Advance(approve.word, approve.url, _to_review(opinion), lacks, more)
    after = (
        _after_approval(project, agent)
        if project.state == ProjectState.APPROVED
        else Advance(sentence=f"{PROJECT.turns[ProjectState(project.state)]}。")
    )
    if project.state in DECIDED and agent.may_on(Permission.DECIDE_PROJECT, project):
        return _next_in_line(after, agent)
    return after


def submission_obstacle(project: Project, opinion: Opinion) -> Refusal | None:
    """Everything for which the submission of the project would be refused now, the first with the others; else None."""
    wanted = {each.line_id: each.amount for each in project.funding.all()}
    lines = {each.line_id: each.line for each in project.funding.all()}
    held = held_by_project(project.pk)
    if others := set(held) - set(lines):
        lines |= BudgetLine.objects.in_bulk(others)
    return refusal_of(lambda: check_submission(project, lines, wanted, opinion, held))


def lacking(refusal: Refusal) -> list[str]:
    """What stands in the way, in a few words each: the titles of rules, and the sentences of other refusals."""
    first = [each.title for each in refusal.cards] if isinstance(refusal, AgainstTheLaw) else [refusal.what]
    return [*first, *(each.what for each in refusal.also)]


def _of_writer(project: Project, opinion: Opinion, submit: Offer | None) -> Advance:
    """To submit, where that would succeed and is for the agent to do; else to go on writing."""
    edit = _form_of(project)
    if obstacle := submission_obstacle(project, opinion):
        lacks, more = _few(lacking(obstacle))
        return Advance(_("填写"), edit, lacks=lacks, more=more)
    if project.return_reason and project.returned_at and project.changed_at <= project.returned_at:
        return Advance(_("填写"), edit, _("先按退回理由修改，再提交。"))
    if submit is None:
        return Advance(_("填写"), edit, _("内容齐了，由采购负责人提交。"))
    return Advance(submit.word, submit.url, _("内容齐了，可以提交，由财政部门审核。"))


def _form_of(project: Project) -> str:
    return reverse("planning:edit", args=[project.pk])


def _to_review(opinion: Opinion) -> str:
    """What the law leaves to whoever approves: what a person must look into, and what could not be answered."""
    said = []
    if count := len(opinion.to_review):
        said.append(_("%(count)d 项要由您核查。") % {"count": count})
    surely, perhaps = opinion.blocking_unanswered
    if surely:
        said.append(_unanswered(surely))
    elif perhaps:
        said.append(
            _("%(count)d 条不得实施的规则缺资料，适不适用看不出，请您看一看。") % {"count": len(perhaps)}
        )
    return "".join(said) or _("照已经填写的，规则没有查出问题；内容是否属实，由您审核。")


def _unanswered(answers: Sequence[Answer]) -> str:
    """The rules that would block and could not answer, the first by name."""
    book = load_rulebook()
    named = [
        _("%(title)s（缺%(facts)s）")
        % {
            "title": each.rule.title,
            "facts": _("、").join(title_of(name, each.rule.stage, book) for name in each.missing),
        }
        for each in answers[:SHOWN]
    ]
    words = {"count": len(answers), "rules": _("；").join(named)}
    if len(answers) > SHOWN:
        return _("%(count)d 条不得实施的规则没能回答，请您核实：%(rules)s等。") % words
    return _("%(count)d 条不得实施的规则没能回答，请您核实：%(rules)s。") % words


def _after_approval(project: Project, agent: Agent) -> Advance:
    """What the purchaser does after the approval: to procure, as a later room says; the intention, where the law wants it."""
    sources: list[Callable[[Project, Agent], Advance | None]] = contributed_objects("after_approval")
    if found := next((said for each in sources if (said := each(project, agent))), None):
        return found
    words = (
        _("已批准，购买主体可以开展采购（%(method)s）。")
        if project.method
        else _("已批准，购买主体可以开展采购。")
    )
    due = intention_due(project)
    if due:
        due = replace(due, what=_("公开采购意向"))
    return Advance(sentence=words % {"method": _(project.get_method_display())}, due=due)


def _next_in_line(after: Advance, agent: Agent) -> Advance:
    """Whoever has decided goes on with the project that waits longest."""
    waiting = projects(agent).filter(office=agent.body, state=ProjectState.SUBMITTED)
    found = (
        waiting.exclude(submitted_by=agent.person).order_by("submitted_at", "pk").values_list("pk", flat=True)
    )
    number = found.first()
    if number is None:
        return after
    return replace(after, word=_("下一个待审核"), url=reverse("planning:project", args=[number]))


def _few(said: Sequence[str]) -> tuple[Sequence[str], int]:
    return said[:SHOWN], max(len(said) - SHOWN, 0)
