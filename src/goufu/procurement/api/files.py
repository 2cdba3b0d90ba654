"""The procurement file over the API: its parts with what the law objects to, and the templates. The pages' own actions."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext_noop
from ninja import Field, Router, Schema

from goufu.core.api import CardOut, StepIn, asked_by, asked_for
from goufu.core.errors import NotFound
from goufu.core.permissions import Permission
from goufu.core.rows import numbered
from goufu.procurement import objections
from goufu.procurement.actions.filing import drop_template, keep_template, save_file
from goufu.procurement.api.acts import Act, add_acts, by_procurement
from goufu.procurement.file_templates import field_templates
from goufu.procurement.models import FileTemplate
from goufu.procurement.models.files import LONGEST
from goufu.procurement.papers.file_content import content_of
from goufu.procurement.queries.files import OWN, begins_with, file_of, own_templates, written_of
from goufu.procurement.queries.procurements import procurement_for
from goufu.registry.agents import Agent

router = Router(tags=["procurement"])
template_router = Router(tags=["procurement"])


class FileTexts(Schema):
    """What people write of a procurement file; its scoring tables are written apart."""

    demand: str = Field(max_length=LONGEST)
    qualification: str = Field(max_length=LONGEST)
    contract: str = Field(max_length=LONGEST)


class FileTextsIn(FileTexts, StepIn):
    """The three texts written anew; the qualification stands in the plan and in the notice, too."""


class FileLineOut(Schema):
    """A line of the file, and what the law objects to in it."""

    text: str
    cards: list[CardOut]


class ChapterOut(Schema):
    """A chapter of the file as it is issued."""

    part: str
    title: str
    lines: list[FileLineOut]


class ProcurementFileOut(FileTexts):
    """The file; it is fixed with a number and an SM3 digest when the procurement begins. `version` is that of the procurement."""

    version: int
    number: str
    digest: str
    fixed_at: datetime | None
    chapters: list[ChapterOut]


class TemplateOut(Schema):
    """A template: of a field, with the program, or of the own body (`id`); `name` is what chooses it, `texts` are by part."""

    id: int | None
    name: str
    title: str
    texts: dict[str, str]


class TemplateIn(Schema):
    """The request to keep a text as the own body's template of a part: demand, qualification or contract."""

    part: str = Field(max_length=20)
    name: str = Field(min_length=1, max_length=60)
    text: str = Field(min_length=1, max_length=LONGEST)
    once: UUID | None = None


class DropTemplateIn(Schema):
    """The request to take a template out of use; files that were written from it stay."""

    once: UUID | None = None


def _shown(agent: Agent, number: int) -> dict[str, Any]:
    found = procurement_for(agent, number)
    file = file_of(found)
    content = (file and file.content) or content_of(found, file)
    lines = objections.lines_of(found, content)
    return {
        **written_of(found),
        "version": found.version,
        "number": file.number if file else "",
        "digest": file.digest if file else "",
        "fixed_at": file.fixed_at if file else None,
        "chapters": [
            {"part": each["part"], "title": each["title"], "lines": lines.get(str(each["part"]), ())}
            for each in content
        ],
    }


@router.get(
    "/{int:number}/file",
    response=ProcurementFileOut,
    url_name="file",
    summary=gettext_noop("一次采购的采购文件，逐行注明法规的意见"),
)
def show(request: HttpRequest, number: int) -> dict[str, Any]:
    return _shown(asked_by(request, Permission.SEE_PROCUREMENTS), number)


_ACTS = [
    Act("file", Permission.KEEP_FILE, by_procurement(save_file), gettext_noop("写采购文件"), FileTextsIn)
]
add_acts(router, _ACTS, find=procurement_for, shown=_shown, response=ProcurementFileOut)


@router.get(
    "/{int:number}/file/begin",
    response=FileTexts,
    url_name="file-begin",
    summary=gettext_noop("照模板开始写的采购文件，已填入方案里知道的"),
)
def begin(request: HttpRequest, number: int, template: str = "") -> dict[str, str]:
    agent = asked_by(request, Permission.KEEP_FILE)
    found = procurement_for(agent, number)
    if template and template not in {each["name"] for each in _templates(agent)}:
        raise NotFound
    return begins_with(found, template, agent)


asked_for(Permission.KEEP_TEMPLATES, "file-templates")


def _templates(agent: Agent) -> list[dict[str, Any]]:
    """Those of fields first, then those of the agent's body."""
    of_fields = [
        {"id": None, "name": each.name, "title": each.title, "texts": dict(each.texts)}
        for each in field_templates().values()
    ]
    own = [
        {"id": each.pk, "name": f"{OWN}{each.pk}", "title": each.name, "texts": {each.part: each.text}}
        for each in own_templates(agent)
    ]
    return [*of_fields, *own]


@template_router.get(
    "",
    response=list[TemplateOut],
    url_name="file-templates",
    summary=gettext_noop("采购文件的模板：各领域的和本单位的"),
)
def templates(request: HttpRequest) -> list[dict[str, Any]]:
    return _templates(asked_by(request, Permission.KEEP_TEMPLATES))


@template_router.post(
    "",
    response=list[TemplateOut],
    url_name="file-templates",
    summary=gettext_noop("存为本单位的模板，同名的换成新的"),
)
def keep(request: HttpRequest, sent: TemplateIn) -> list[dict[str, Any]]:
    agent = asked_by(request, Permission.KEEP_TEMPLATES)
    keep_template(by=agent, **sent.dict())
    return _templates(agent)


@template_router.post(
    "/{int:number}/drop",
    response=list[TemplateOut],
    url_name="drop-file-template",
    summary=gettext_noop("停用本单位的模板"),
)
def drop(request: HttpRequest, number: int, sent: DropTemplateIn) -> list[dict[str, Any]]:
    agent = asked_by(request, Permission.KEEP_TEMPLATES)
    numbered(FileTemplate.objects.filter(body=agent.body), number)
    drop_template(template=number, by=agent, once=sent.once)
    return _templates(agent)
