"""The documents of a project: what its price and its demand rest on, and the papers that are written of it.

What it rests on belongs to what is submitted: it can be attached and superseded while the project may be written, and not after.
"""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goufu.core.errors import NotFound
from goufu.core.permissions import Permission
from goufu.documents.papers import Paper
from goufu.documents.subjects import DocumentKind, Subject
from goufu.planning import papers
from goufu.planning.models import Project, ProjectState
from goufu.planning.queries.projects import projects
from goufu.registry.agents import Agent

PRICE = DocumentKind("price_basis", gettext_lazy("价格依据"), Permission.WRITE_PROJECT)
SURVEY = DocumentKind("survey", gettext_lazy("需求调查"), Permission.WRITE_PROJECT)
OTHER = DocumentKind("other", gettext_lazy("其他材料"), Permission.WRITE_PROJECT)
APPLICATION = DocumentKind("application", gettext_lazy("项目申报书"))
APPROVAL = DocumentKind("approval", gettext_lazy("项目批准书"))


def project(agent: Agent | None, kind: str, number: int) -> Subject:
    """The document subject of a project. Raises NotFound where the agent may not see it."""
    if agent is None:
        raise NotFound
    found = projects(agent).select_related("office").filter(pk=number).first()
    if found is None:
        raise NotFound
    return as_subject(found, agent)


def as_subject(seen: Project, agent: Agent) -> Subject:
    """The document subject of a project that the agent sees, with its office."""
    return Subject(
        thing=seen,
        title=seen.title,
        url=reverse("planning:project", args=[seen.pk]),
        kinds=(PRICE, SURVEY, OTHER, APPLICATION, APPROVAL),
        closed="" if seen.is_editable else _("项目已经提交，附件不能再变"),
        papers=tuple(_papers(seen, agent)),
    )


def _papers(project: Project, agent: Agent) -> list[Paper]:
    """Of a project that may be written there is none: tomorrow it says something else."""
    if project.is_editable:
        return []
    shown = [papers.application(project, agent, APPLICATION.code)]
    if project.state == ProjectState.APPROVED:
        shown.append(papers.approval(project, agent, APPROVAL.code))
    return shown
