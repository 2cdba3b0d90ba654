"""Planning a procurement: out of approved projects, by a lawful method, with its lots."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from goufu import wall_clock
from goufu.core.action import Action, action
from goufu.core.errors import Refusal, refuse_all
from goufu.core.model_fields import all_as_stored
from goufu.core.numbers import NumberSeries, take_number
from goufu.core.permissions import Permission
from goufu.planning.models import Project, ProjectState
from goufu.procurement.additions import ADDITION, FIRST, said_of_first
from goufu.procurement.choosing import reasons_against, unasked
from goufu.procurement.held import held
from goufu.procurement.law import facts_of, situation_of
from goufu.procurement.methods import load_methods
from goufu.procurement.models import Lot, Procurement, Share
from goufu.procurement.offered import GROUNDS
from goufu.procurement.splitting import opinion_on_splitting
from goufu.procurement.transitions import PROCUREMENT
from goufu.procurement.years import buys_for_years
from goufu.registry.agents import Agent
from goufu.registry.models import Body

NUMBERS = NumberSeries("procurement.procurement", "{place}-{year}-CG-{number:04}")
PLANNED = (
    *(
        "title",
        "organisation",
        "evaluation_method",
        "has_fixed_price",
        "ceiling",
        "reserve",
        "price_deduction_percent",
        "goods",
    ),
    *(
        "accepts_consortium",
        "has_prequalification",
        "bid_deposit",
        "bid_deposit_cash_only",
        "qualification_text",
        "track_record_count",
    ),
    *(
        "contract_term_text",
        "signs_yearly",
        "file_access",
        "submission_place",
        "opening_place",
        "contact",
        "starts_on",
        "file_until",
    ),
    *("framework_evaluation", "second_stage", "framework_term_months", "survey_respondent_count"),
    *("applications_until", "bid_deadline_at", "opens_at", "emergency_form"),
    *FIRST,
)


def draft_procurement(
    *, title: str, amounts: Mapping[int, Decimal], by: Agent, once: UUID | None = None
) -> Procurement:
    """Begins the plan of a procurement of the agent's body out of its approved projects, each with its amount in yuan.

    Raises Refusal for a project that is not approved, and for more than is left of it; NotFound, NotAllowed.
    """
    with action("procurement.procurement.drafted", Permission.WRITE_PROCUREMENT, by=by, once=once) as act:
        act.allow(Procurement(purchaser=by.body))
        _refuse_none(amounts)
        projects = [lock_project(act, number, by.body) for number in sorted(amounts)]
        for each in projects:
            refuse_more(each, amounts[each.pk])
        place = by.body.place.code
        year = wall_clock.today().year
        made = Procurement(
            number=take_number(NUMBERS, place=place, year=year, place_word=place),
            title=title,
            purchaser=by.body,
            drafted_by=by.person,
            changed_at=wall_clock.now(),
        )
        act.create(made)
        act.set_subject(made)
        for each in projects:
            act.create(Share(procurement=made, project=each, amount=amounts[each.pk]))
        act.log(number=made.number, title=made.title, money=_said(projects, amounts))
    return made


def save_procurement(
    *,
    procurement: int,
    by: Agent,
    version: int,
    values: Mapping[str, Any],
    amounts: Mapping[int, Decimal] | None = None,
    lots: Sequence[tuple[str, Decimal]] | None = None,
    once: UUID | None = None,
) -> Procurement:
    """Keeps what was written of the plan: fields of PLANNED, the amounts of its own projects, and its lots in order.

    What is left out stays. Raises Refusal, Stale, NotFound, NotAllowed; ValueError for other fields.
    """
    if unknown := set(values) - set(PLANNED):
        raise ValueError(f"a plan does not say {sorted(unknown)}")
    with action("procurement.procurement.saved", Permission.WRITE_PROCUREMENT, by=by, once=once) as act:
        found, _state = PROCUREMENT.lock(act, Procurement.objects, procurement, "write", version=version)
        changed = {
            name: value
            for name, value in all_as_stored(Procurement, values).items()
            if getattr(found, name) != value
        }
        if changed.get("signs_yearly") and not buys_for_years(found):
            raise Refusal(
                "项目没有以后年度的安排，合同不能逐年签订",
                "先请项目的经办人调整项目，写明各年的金额；只买一年的，选“否”",
                field="signs_yearly",
                articles=["order-102:24"],
            )
        _refuse_unasked(found, changed)
        changed |= _without_applications(found, changed)
        changed |= said_of_first(found, changed)
        is_paid = amounts is not None and _store_amounts(act, found, amounts, by.body)
        is_cut = lots is not None and _store_lots(act, found, lots)
        if not (changed or is_paid or is_cut):
            act.nothing_changed()
            return found
        return act.change(found, **changed, changed_at=wall_clock.now())


def choose_method(
    *,
    procurement: int,
    method: str,
    ground: str = "",
    by: Agent,
    version: int | None = None,
    once: UUID | None = None,
) -> Procurement:
    """Chooses the method, with the lawful case that it needs. What the plan said and this method has nothing of is taken back.

    Raises Refusal with every reason against it; Stale, NotAllowed.
    """
    with action("procurement.method.chosen", Permission.WRITE_PROCUREMENT, by=by, once=once) as act:
        found, _state = PROCUREMENT.lock(act, Procurement.objects, procurement, "write", version=version)
        methods = load_methods()
        chosen = methods.methods.get(method)
        if chosen is None:
            raise Refusal("没有这种采购方式", "请从列出的里选", field="method")
        grounds = dict.fromkeys(GROUNDS, "")
        if chosen.grounds:
            grounds[chosen.grounds.fact] = ground
        facts = act.ask(lambda: facts_of(found))
        for name in GROUNDS:
            facts.pop(name, None)
        situation = situation_of(found, facts | {name: each for name, each in grounds.items() if each})
        if reasons := reasons_against(chosen, situation, methods):
            raise Refusal(
                "；".join(reasons),
                "请改选其他采购方式，或者补上缺的",
                field="method",
                articles=[chosen.article],
            )
        if facts.get("same_item_count"):
            asked = {**facts, "method": chosen.facts["method"]}
            act.log_opinion(opinion_on_splitting(asked))
        blank = Procurement()
        act.change(
            found,
            method=method,
            law_method=chosen.facts["method"],
            framework_kind=chosen.facts.get("framework_kind", ""),
            **grounds,
            **{
                name: getattr(blank, name)
                for name in (*unasked(chosen), *(() if ground == ADDITION else FIRST))
            },
            changed_at=wall_clock.now(),
        )
    return found


def left_of(project: Project) -> Decimal:
    """What procurements that have not ended, and call-offs, leave of the project's amount, in yuan."""
    taken: Decimal = Project.objects.filter(pk=project.pk).values_list(held(), flat=True).get()
    return (project.amount or Decimal(0)) - taken


def lock_project(act: Action, number: int, purchaser: Body) -> Project:
    """The project, locked. Raises NotFound, or Refusal where nothing can be procured of it."""
    found = act.lock(Project.objects, number, seeing=Permission.SEE_PROJECTS)
    if found.purchaser_id != purchaser.pk:
        raise Refusal(f"“{found}”不是{purchaser.name}的项目", "由那个单位自己加入，或者由它开始采购")
    if found.state != ProjectState.APPROVED:
        raise Refusal(f"“{found}”还没有批准", "先由财政部门批准，再开始采购", articles=["order-102:16"])
    return found


def _refuse_unasked(found: Procurement, changed: Mapping[str, Any]) -> None:
    """Raises Refusal for what the method has nothing of: `choose_method` takes it back, so nobody may say it afterwards."""
    method = load_methods().methods.get(found.method)
    said = [name for name in unasked(method) if changed.get(name)] if method else []
    if method and said:
        titles = "、".join(str(Procurement._meta.get_field(name).verbose_name) for name in said)  # type: ignore[union-attr]
        raise Refusal(f"{method.title}没有这几项：{titles}", "这几项空着", field=said[0])


def _without_applications(found: Procurement, changed: Mapping[str, Any]) -> dict[str, Any]:
    """Takes the last moment to apply out of a plan that says that nobody applies first. Raises Refusal for one that is said now."""
    admission = found.method and load_methods()[found.method].admission
    if not admission or all(changed.get(name, getattr(found, name)) is not False for name in admission.when):
        return {}
    if changed.get("applications_until"):
        raise Refusal(
            "不进行资格预审的，没有申请截止",
            "申请截止空着；要先申请、审查通过才能响应的，选进行资格预审",
            field="applications_until",
            articles=[admission.article],
        )
    return {} if found.applications_until is None else {"applications_until": None}


def _refuse_none(amounts: Mapping[int, Decimal]) -> None:
    if not amounts:
        raise Refusal("没有选项目", "至少选一个已批准的项目，写明用多少")


def refuse_more(project: Project, amount: Decimal, has: Decimal = Decimal(0)) -> None:
    """Raises Refusal for more than is left of the project; `has`: what the procurement has of it already."""
    if amount <= 0:
        raise Refusal(f"“{project}”的金额要大于零", "写明这次采购用多少", field=f"amount-{project.pk}")
    if amount > (left := left_of(project) + has):
        raise Refusal(
            f"“{project}”还剩 {left:,.2f} 元，这里写了 {amount:,.2f} 元",
            "减少这次的金额，或者先调整项目",
            field=f"amount-{project.pk}",
            articles=["order-102:16"],
        )


def _store_amounts(act: Action, found: Procurement, amounts: Mapping[int, Decimal], own: Body) -> bool:
    """Stores the amounts of the body's own projects; those of others stay. Returns whether anything changed."""
    _refuse_none(amounts)
    had = {each.project_id: each for each in found.shares.filter(project__purchaser=own)}
    if {number: each.amount for number, each in had.items()} == dict(amounts):
        return False
    projects = [lock_project(act, number, own) for number in sorted(amounts)]
    for each in projects:
        refuse_more(each, amounts[each.pk], had[each.pk].amount if each.pk in had else Decimal(0))
    for number, share in had.items():
        if number not in amounts:
            act.remove(share)
    for each in projects:
        if each.pk in had:
            act.update(had[each.pk], amount=amounts[each.pk])
        else:
            act.create(Share(procurement=found, project=each, amount=amounts[each.pk]))
    act.log(money=_said(projects, amounts))
    return True


def _store_lots(act: Action, found: Procurement, lots: Sequence[tuple[str, Decimal]]) -> bool:
    had = {(each.number, each.title): each for each in found.lots.all()}
    wanted = {(number, title): amount for number, (title, amount) in enumerate(lots, start=1)}
    if {key: each.amount for key, each in had.items()} == wanted:
        return False
    had = _renamed(act, had, wanted)
    gone = [each for key, each in had.items() if key not in wanted]
    refuse_all(
        Refusal(
            f"第 {each.number} 包“{each.title}”有自己的评审标准",
            "先在评审标准里把它改成和其他包用同一张，再改分包",
            field="lots",
        )
        for each in gone
        if each.scoring_tables.exists()
    )
    for each in gone:
        act.remove(each)
    for (number, title), amount in wanted.items():
        if kept := had.get((number, title)):
            act.update(kept, amount=amount)
        else:
            act.create(Lot(procurement=found, number=number, title=title, amount=amount))
    act.log(lots=[f"{title}：{amount}" for title, amount in lots])
    return True


def _renamed(
    act: Action, had: Mapping[tuple[int, str], Lot], wanted: Collection[tuple[int, str]]
) -> dict[tuple[int, str], Lot]:
    """The lots by number and title, those renamed in their place under their new title: a lot keeps its scoring table.

    Renamed is one whose title is no other lot's, before or afterwards; else lots have changed places.
    """
    before, titles = {title for _number, title in had}, dict(iter(wanted))
    found = {}
    for (number, title), lot in had.items():
        new = titles.get(number, title)
        if new not in before and title not in titles.values():
            lot = act.update(lot, title=new)
        found[number, lot.title] = lot
    return found


def _said(projects: Sequence[Project], amounts: Mapping[int, Decimal]) -> dict[str, Decimal]:
    return {each.title: amounts[each.pk] for each in projects}
