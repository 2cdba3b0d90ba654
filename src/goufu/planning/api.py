"""Projects over the API: the pages' own actions and queries."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext_noop
from ninja import Field, ModelSchema, Router, Schema
from pydantic import ConfigDict

from goufu.catalogue.models import EditionEntry
from goufu.catalogue.queries import day_in, entry_for
from goufu.core.api import MOST_ROWS, OpinionOut, Rows, asked_by, opinion_shown
from goufu.core.errors import Refusal
from goufu.core.permissions import Permission
from goufu.planning.actions.writing import draft_project, save_project
from goufu.planning.facts import facts_of, facts_said
from goufu.planning.kinds import Operator, TargetKind
from goufu.planning.law import opinion_of, reader_version_of
from goufu.planning.models import Project, Waiver
from goufu.planning.queries.projects import as_drafted, first_lines, project_for, waivers
from goufu.planning.sections import FIELDS
from goufu.planning.steps import PROJECT_STEPS

router = Router(tags=["planning"])
Money = Annotated[Decimal, Field(max_digits=18, decimal_places=2, ge=0)]
Number = Annotated[Decimal, Field(max_digits=18, decimal_places=4, ge=0)]

# The project's fields as stored; the catalogue entry is given by its code.
PLAIN = [name for name, field in FIELDS.items() if not field.is_relation]


class FundingIO(Schema):
    """Money of the first year out of one budget line, by the line's number."""

    line: int
    amount: Money


class TargetIO(Schema):
    """A performance indicator. `operator` with `number` and `unit`, or "qualitative" with `text`; `baseline` in the same unit."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(min_length=1, max_length=100)
    kind: TargetKind
    operator: Operator
    number: Number | None = None
    unit: str = Field("", max_length=20)
    text: str = Field("", max_length=200)
    counting_note: str = Field("", max_length=500)
    evidence: str = Field("", max_length=500)
    source: str = Field("", max_length=200)
    baseline: Number | None = None


class ProjectLine(Schema):
    """A project in a list."""

    number: int = Field(alias="pk")
    title: str
    purchaser: str = Field(alias="purchaser_name")
    year: int
    amount: Decimal | None
    state: str
    changed_at: datetime


class ProjectOut(ProjectLine, ModelSchema):
    """One project; `facts` are the law's own, by their names in the rulebook.

    `provider_body`: the number of the registered body; null for a name that is not registered, of which no file tells.
    """

    version: int
    entry: str | None
    provider_body: int | None = Field(None, alias="provider_body_id")
    provider_code: str | None
    submitted_at: datetime | None
    approved_at: datetime | None
    return_reason: str
    withdrawal_reason: str
    facts: dict[str, Any]
    funding: list[FundingIO]
    targets: list[TargetIO]

    class Meta:
        model = Project
        fields = PLAIN

    @staticmethod
    def resolve_entry(project: Project) -> str | None:
        return project.entry.code if project.entry else None

    @staticmethod
    def resolve_provider_code(project: Project) -> str | None:
        return project.provider_body.credit_code if project.provider_body else None

    @staticmethod
    def resolve_funding(project: Project) -> list[dict[str, Any]]:
        return [{"line": each.line_id, "amount": each.amount} for each in project.funding.all()]

    @staticmethod
    def resolve_targets(project: Project) -> list[Any]:
        return list(project.targets.all())


class ProjectOpinionOut(OpinionOut):
    """What the law says of a project. `reader_version`: of the program that has read title and need; "" where they are not read yet."""

    reader_version: str


class WaiverOut(Schema):
    project: str = Field(alias="project.title")
    purchaser: str = Field(alias="purchaser_name")
    rule: str
    rule_title: str
    reason: str
    person: str = Field(alias="person.name")
    body: str = Field(alias="body_name")
    day: date


class DraftIn(ModelSchema):
    model_config = ConfigDict(extra="forbid")

    once: UUID | None = None

    class Meta:
        model = Project
        fields = ["title", "year"]


class SaveIn(ModelSchema):
    """What is left out stays as it is; `entry` is a code of the catalogue that applies to the purchaser.

    The class of service follows from the entry where there is one.
    `provider`: the credit code or the full name of a registered body, whose kind is then the registry's; or a new name.
    `facts`: those of the rulebook's plan stage, by name; amounts and days as text. Those that are named change.
    """

    model_config = ConfigDict(extra="forbid")

    version: int
    once: UUID | None = None
    entry: str | None = None
    facts: dict[str, Any] | None = None
    funding: list[FundingIO] | None = None
    targets: list[TargetIO] | None = None

    class Meta:
        model = Project
        fields = PLAIN
        fields_optional = "__all__"


@router.get("", response=list[ProjectLine], url_name="projects", summary=gettext_noop("项目，按编号从大到小"))
def listing(
    request: HttpRequest,
    before: int | None = None,
    state: str = "",
    year: int | None = None,
    limit: Rows = 50,
) -> Any:
    wanted = {"state": state, "year": year, "id__lt": before}
    chosen = {name: value for name, value in wanted.items() if value not in (None, "")}
    return first_lines(asked_by(request, Permission.SEE_PROJECTS), limit, **chosen)


@router.post("", response=ProjectOut, url_name="draft-project", summary=gettext_noop("起草项目"))
def draft(request: HttpRequest, sent: DraftIn) -> Project:
    agent = asked_by(request, Permission.WRITE_PROJECT)
    return as_drafted(draft_project(by=agent, values=sent.dict(exclude={"once"}), once=sent.once))


@router.get(
    "/waivers",
    response=list[WaiverOut],
    auth=None,
    url_name="waivers",
    summary=gettext_noop("豁免，不用令牌"),
)
def waived(request: HttpRequest, before: int | None = None) -> list[Waiver]:
    found = waivers().filter(pk__lt=before) if before else waivers()
    return list(found[:MOST_ROWS])


@router.get("/{int:number}", response=ProjectOut, url_name="project", summary=gettext_noop("一个项目"))
def project(request: HttpRequest, number: int) -> Project:
    return project_for(asked_by(request, Permission.SEE_PROJECTS), number)


@router.put(
    "/{int:number}", response=ProjectOut, url_name="save-project", summary=gettext_noop("保存项目的内容")
)
def save(request: HttpRequest, number: int, sent: SaveIn) -> Project:
    agent = asked_by(request)
    found = project_for(agent, number)
    values = sent.dict(exclude={"version", "once", "funding", "targets"}, exclude_unset=True)
    if values.get("entry") is not None:
        values["entry"] = _entry(found, values["entry"])
    if "facts" in values:
        values["facts"] = facts_of(found.facts) | facts_said(values["facts"] or {})
    save_project(
        project=number,
        by=agent,
        version=sent.version,
        values=values,
        funding=None if sent.funding is None else _funding(sent.funding),
        targets=None if sent.targets is None else [each.dict() for each in sent.targets],
        once=sent.once,
    )
    return project_for(agent, number)


@router.get(
    "/{int:number}/opinion",
    response=ProjectOpinionOut,
    url_name="project-opinion",
    summary=gettext_noop("法规怎么说"),
)
def opinion(request: HttpRequest, number: int) -> dict[str, Any]:
    found = project_for(asked_by(request, Permission.SEE_PROJECTS), number)
    return opinion_shown(opinion_of(found)) | {"reader_version": reader_version_of(found)}


PROJECT_STEPS.add_routes(router, ProjectOut)


def _funding(sent: list[FundingIO]) -> dict[int, Decimal]:
    funding = {each.line: each.amount for each in sent}
    if len(funding) < len(sent):
        raise Refusal("同一个预算指标列了两次", "请每个指标只列一次，金额合在一起", field="funding")
    return funding


def _entry(found: Project, code: str) -> EditionEntry:
    entry = entry_for(found.purchaser, code, day_in(found.year))
    if entry is None:
        raise Refusal(
            f"{found.purchaser.name}{found.year}年适用的指导性目录里没有编码“{code}”",
            "请核对编码，或者在目录页查找",
            field="entry",
        )
    return entry
