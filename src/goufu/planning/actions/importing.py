"""Import of a checked list: each line of this purchaser becomes a draft project with its targets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import prefetch_related_objects

from goufu.catalogue.models import EditionEntry
from goufu.catalogue.queries import day_in, edition_for
from goufu.core.action import action
from goufu.core.errors import Refusal
from goufu.core.permissions import Permission
from goufu.files.folding import name_key
from goufu.planning.actions.writing import empty_project, new_project
from goufu.planning.facts import WRITTEN_AS, askable
from goufu.planning.models import Project, Target
from goufu.planning.target_lists import read_targets
from goufu.registry.agents import Agent
from goufu.registry.models import Body
from goufu.registry.queries.providers import RegisteredNames

MOST_LINES = 5_000
_TITLES = {field.name: field.verbose_name for field in Project._meta.concrete_fields}
_FOLLOWING = {field.name for field in Project._meta.fields if field.is_relation or not field.editable}


@dataclass(frozen=True, slots=True)
class ListLine:
    """A line of the list: its number, and the facts read from it."""

    number: int
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class LinePreview:
    """The preview of a line: a project with its targets, or no project and the reason.

    `unread`: parts of the text on targets that could not be read; a person has to rewrite them.
    """

    number: int
    title: str
    project: Project | None
    reason: str = ""
    targets: Sequence[Target] = ()
    unread: Sequence[str] = ()


def preview(lines: Iterable[ListLine], purchaser: Body, year: int) -> list[LinePreview]:
    """The previews of the lines as projects of this body; nothing is stored.

    A line is left out when it has another purchaser, no title, is secret, or repeats a title of that year.
    """
    taken = set(Project.objects.filter(purchaser=purchaser).values_list("title", "year"))
    lines = list(lines)
    entries = _Entries(purchaser)
    prefetch_related_objects([purchaser], "designations")  # once for all lines: see search_words
    providers = RegisteredNames(str(line.facts.get("provider") or "") for line in lines)
    found = []
    for line in lines:
        each = _preview_line(line, purchaser, year, entries, providers)
        if each.project is not None:
            key = (each.project.title, each.project.year)
            if key in taken:
                each = LinePreview(line.number, each.title, None, f"{key[1]}年已有同名项目")
            taken.add(key)
        found.append(each)
    return found


def import_projects(
    *, lines: Sequence[ListLine], list_name: str, year: int, by: Agent, once: UUID | None = None
) -> list[Project]:
    """Creates drafts from the lines that can become projects of the agent's body, all or none.

    Raises Refusal when there are too many lines, or none that can become a project; NotAllowed.
    """
    if len(lines) > MOST_LINES:
        raise Refusal(f"一次最多导入{MOST_LINES}行，这份清单不止", "请把清单分成几份，分别检查、导入")
    with action("planning.projects.imported", Permission.WRITE_PROJECT, by=by, once=once) as act:
        act.allow(empty_project(by.body))
        found = preview(lines, by.body, year)
        drafts = [each.project for each in found if each.project is not None]
        if not drafts:
            raise Refusal("这份清单里没有能成为本单位项目的行", "请核对购买主体、项目名称和预算年度")
        act.create_all(drafts)
        act.create_all([target for each in found for target in each.targets])
        act.set_subject(by.body)
        act.log(list=list_name, count=len(drafts), amount=sum(each.amount or 0 for each in drafts))
        for each in found:
            if each.project is not None:
                act.log_for(each.project, "planning.project.drafted", **_log_facts(each))
    return drafts


class _Entries:
    """The entries, by code, of the editions that apply to a body; each edition is read once."""

    def __init__(self, purchaser: Body) -> None:
        self.purchaser = purchaser
        self._known: dict[int, dict[str, EditionEntry]] = {}

    def find(self, code: str, year: int) -> EditionEntry | None:
        if year not in self._known:
            edition = edition_for(self.purchaser, day_in(year))
            self._known[year] = {each.code: each for each in edition.entries.all()} if edition else {}
        return self._known[year].get(code)


def _preview_line(
    line: ListLine, purchaser: Body, year: int, entries: _Entries, providers: RegisteredNames
) -> LinePreview:
    facts = {name: value for name, value in line.facts.items() if value not in (None, "")}
    title = str(facts.get("title", "")).strip()
    named = str(facts.get("purchaser", purchaser.name)).strip()
    if not title:
        return LinePreview(line.number, "", None, "没有项目名称")
    if name_key(named) != name_key(purchaser.name):
        return LinePreview(line.number, title, None, f"购买主体是{named}")
    values: dict[str, Any] = {"facts": {name: facts[name] for name in askable() if name in facts}}
    values |= {field: facts[fact] for fact, field in WRITTEN_AS.items() if fact in facts}
    values |= {"title": title, "year": values.get("year", year)}
    values["entry"] = entries.find(str(facts.get("catalogue_code", "")), values["year"])
    try:
        project = new_project(purchaser, values, providers)
        project.clean_fields(exclude=_FOLLOWING)
    except Refusal as refusal:
        return LinePreview(line.number, title, None, refusal.what)
    except ValidationError as error:
        name, [wrong, *_more] = next(iter(error.message_dict.items()))
        return LinePreview(line.number, title, None, f"{_TITLES[name]}：{wrong}")
    aims = read_targets(str(facts.get("performance_target", "")))
    for target in aims.targets:
        target.project = project
    return LinePreview(line.number, title, project, targets=aims.targets, unread=aims.unread)


def _log_facts(each: LinePreview) -> dict[str, Any]:
    """The draft's facts for the log entry, including unread texts on targets, so that they are not lost."""
    assert each.project is not None
    facts: dict[str, Any] = {"title": each.project.title, "year": each.project.year}
    if each.targets:
        facts["targets"] = [target.in_words() for target in each.targets]
    if each.unread:
        facts["unread_targets"] = list(each.unread)
    return facts
