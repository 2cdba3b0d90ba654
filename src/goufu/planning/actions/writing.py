"""Writing of a project: drafting it and saving it any number of times until it is submitted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from goufu import wall_clock
from goufu.catalogue.models import EditionEntry
from goufu.catalogue.queries import day_in, edition_for
from goufu.core.action import action
from goufu.core.errors import NotFound, Refusal
from goufu.core.model_fields import all_as_stored
from goufu.core.permissions import Permission
from goufu.documents.queries import documents_by_thing
from goufu.law.readings import reading_to_keep
from goufu.planning.actions.parts import store_funding, store_targets, target_said
from goufu.planning.facts import asked_facts, changed_in_words
from goufu.planning.models import Project, Target
from goufu.planning.tokens import tokens
from goufu.planning.transitions import PROJECT
from goufu.registry.agents import Agent
from goufu.registry.models import Body
from goufu.registry.queries.designations import names_of
from goufu.registry.queries.providers import RegisteredNames

# The fields that people write; all others are derived from them or set by transitions.
WRITTEN = {"facts", *(field.name for field in Project.said_fields())}

CLASSES = {"A": "public", "B": "auxiliary"}  # the two classes of guidance catalogues (管理办法第九条)


def draft_project(*, by: Agent, values: Mapping[str, Any], once: UUID | None = None) -> Project:
    """Creates a draft for the agent's own body from the values known so far, at least title and year.

    Raises Refusal for invalid values (`field` names the field) and for a secret project; NotAllowed.
    """
    with action("planning.project.drafted", Permission.WRITE_PROJECT, by=by, once=once) as act:
        act.allow(empty_project(by.body))
        project = new_project(by.body, values)
        act.create(project)
        _must_apply(project)
        act.log(title=project.title, year=project.year)
    return project


def new_project(
    purchaser: Body, values: Mapping[str, Any], providers: RegisteredNames | None = None
) -> Project:
    """A project that is not stored yet. `providers`: read before where there are many projects. Raises Refusal."""
    if purchaser.office_id is None:
        raise Refusal(
            f"{purchaser.name}还没有登记主管财政部门，不能编报项目",
            "请系统管理员在单位资料里补上主管财政部门",
        )
    project = empty_project(purchaser)
    for name, value in (known_values(project, values, providers) | _derived(project, values)).items():
        setattr(project, name, value)
    return project


def empty_project(purchaser: Body) -> Project:
    """A project of which only the purchaser is known, not stored."""
    return Project(
        purchaser=purchaser,
        purchaser_words=purchaser_words(purchaser),
        office_id=purchaser.office_id,  # type: ignore[misc]  # without one, new_project refuses
        place_code=purchaser.place.code,
        level=purchaser.level,
    )


def purchaser_words(purchaser: Body) -> str:
    """The purchaser's name with a code that makes it unique: yearly totals are grouped by it."""
    return f"{purchaser.name}（{purchaser.credit_code or purchaser.pk}）"


def search_words(title: str, purchaser: Body) -> str:
    """The words by which a project is found: of its title, and of its purchaser's present and former names."""
    return tokens(title, *names_of(purchaser))


def save_project(
    *,
    project: int,
    by: Agent,
    version: int,
    values: Mapping[str, Any],
    funding: Mapping[int, Decimal] | None = None,
    targets: Sequence[Mapping[str, Any]] | None = None,
    once: UUID | None = None,
) -> Project:
    """Keeps what was typed; where that is what is stored, there is no new version and no log entry.

    `funding`: budget lines by number with their amounts; `targets`: the fields of each (`Target.said_fields`), in order. None
    leaves them alone.
    Raises Refusal for what no project may say, for a secret project, for one that is not being written; Stale, NotAllowed.
    """
    with action("planning.project.saved", Permission.WRITE_PROJECT, by=by, once=once) as act:
        projects = Project.objects.select_related("purchaser", "provider_body", "entry")
        found, _state = PROJECT.lock(act, projects, project, "write", version=version)
        before, year = found.facts, found.year
        known = known_values(found, values)
        is_changed = any(getattr(found, name) != value for name, value in known.items())
        if is_changed:
            act.change(found, **known, **_derived(found, values))
        if "entry" in values or found.year != year:
            _must_apply(found)
        if answered := changed_in_words(before, found.facts):
            act.log(answered=answered)
        is_funded = funding is not None and store_funding(act, found, funding)
        is_aimed = targets is not None and store_targets(act, found, targets)
        if is_changed:
            return found
        if is_funded or is_aimed:
            return act.change(found, **_derived(found, values))
        act.nothing_changed()
    return found


def is_deletable(project: Project) -> bool:
    """Whether the project is a draft that `delete_draft` would delete."""
    return (
        PROJECT.allows("delete", project.state)
        and not project.waivers.all()
        and not documents_by_thing([project])
    )


def delete_draft(*, project: int, by: Agent, version: int | None = None, once: UUID | None = None) -> Project:
    """Deletes a draft of the agent's own body that was never submitted; the log entry keeps what it was.

    Raises Refusal for one that was submitted once, for which rules were waived, or that has papers, which are kept for
    ever; Stale, NotAllowed.
    """
    with action("planning.project.deleted", Permission.WRITE_PROJECT, by=by, once=once) as act:
        found, _state = PROJECT.lock(act, Project.objects, project, "delete", version=version)
        if found.waivers.exists():
            raise Refusal("这个草稿有公开的豁免，不能删除", "不再需要的，请撤回")
        if documents_by_thing([found]):
            raise Refusal("这个草稿附有文件，不能删除", "不再需要的，请撤回")
        act.log(title=found.title, year=found.year, amount=found.amount)
        for part in (*found.funding.all(), *found.targets.all()):
            act.remove(part)
        act.remove(found)
    return found


# What a copy takes over: what is bought, for whom and how; what it costs is asked anew.
_COPIED = [
    *("title", "need", "duty_basis", "service_class", "item_code", "beneficiaries", "field", "standard"),
    *("unit", "costing", "term_months", "method", "provider_kind"),
]


def copy_project(*, project: int, by: Agent, year: int, once: UUID | None = None) -> Project:
    """A draft of the agent's own body for another year, with the need, the entry and the targets of one of its projects.

    Amounts, budget lines, decisions and waivers are not taken over; the amount that was planned is in the log entry.
    Raises NotFound, NotAllowed, Refusal.
    """
    with action("planning.project.drafted", Permission.WRITE_PROJECT, by=by, once=once) as act:
        act.allow(empty_project(by.body))
        source = Project.objects.select_related("entry").filter(pk=project, purchaser=by.body).first()
        if source is None:
            raise NotFound
        values = {name: getattr(source, name) for name in _COPIED} | {"year": year, "is_new": False}
        copy = new_project(by.body, values | {"entry": _same_entry(source, by.body, year)})
        act.create(copy)
        for position, target in enumerate(source.targets.all(), start=1):
            said = {name: value for name, value in target_said(target).items() if name != "position"}
            act.create(Target(project=copy, position=position, **said))
        act.log(title=copy.title, year=year, copied=f"{source.title}（第{source.pk}号）")
        if source.amount is not None:
            act.log(amount_before=source.amount)
    return copy


def _same_entry(source: Project, purchaser: Body, year: int) -> EditionEntry | None:
    """The entry of the same code in the edition of that year; None where it has none."""
    edition = edition_for(purchaser, day_in(year))
    if source.entry is None or edition is None:
        return None
    return edition.entries.filter(code=source.entry.code).first()


def known_values(
    project: Project, values: Mapping[str, Any], providers: RegisteredNames | None = None
) -> dict[str, Any]:
    """The written values as they are stored, overridden by those that the entry and the provider's file say.

    Raises Refusal.
    """
    checked = _checked(project, values) | _of_provider(project, values, providers)
    if entry := values.get("entry", project.entry):
        checked["service_class"] = CLASSES[entry.code[0]]
    return all_as_stored(Project, checked)


def _of_provider(
    project: Project, values: Mapping[str, Any], providers: RegisteredNames | None
) -> dict[str, Any]:
    """The provider's fields; a registered body's name and kind replace the written ones. Raises Refusal."""
    body = project.provider_body
    if "provider" in values:
        name = str(values["provider"] or "").strip()
        body = (providers or RegisteredNames([name])).body(name, field="provider") if name else None
        if body is None:
            return {"provider": name, "provider_body": None}
    return {} if body is None else {"provider": body.name, "provider_kind": body.kind, "provider_body": body}


def _checked(project: Project, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values that a project may take. Raises Refusal for a secret project, ValueError for unknown fields."""
    if unknown := set(values) - WRITTEN:
        raise ValueError(f"a project does not say {sorted(unknown)}")
    checked = dict(values)
    if "facts" in checked:
        checked["facts"] = asked_facts(checked["facts"])
    if (checked.get("facts") or {}).get("is_secret"):
        raise Refusal(
            "涉密项目不得进入本平台，填写的内容没有保存",
            "请按国家有关涉密项目的规定另行办理",
            field="is_secret",
        )
    return checked


def _must_apply(project: Project) -> None:
    """Refuses a catalogue entry that does not apply to the purchaser in the project's year."""
    entry = project.entry
    if entry is None:
        return
    applied = edition_for(project.purchaser, day_in(project.year))
    if applied is None or entry.edition_id != applied.pk:
        raise Refusal(
            f"{entry.code} {entry.name}不在{project.purchaser.name}{project.year}年适用的指导性目录里",
            "请从建议的条目里选，或者在目录页查找",
            field="entry",
        )


def _derived(project: Project, values: Mapping[str, Any]) -> dict[str, Any]:
    title, need = (str(values.get(name, getattr(project, name))) for name in ("title", "need"))
    return {
        "words": search_words(title, project.purchaser),
        "reading": reading_to_keep(title, need),
        "changed_at": wall_clock.now(),
        "law_day": wall_clock.today(),
    }
