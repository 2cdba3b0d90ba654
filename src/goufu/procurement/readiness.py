"""What stands in the way of a notice, or of the beginning of a procurement: everything at once, each with its article."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from copy import copy
from datetime import datetime
from decimal import Decimal

from goufu import wall_clock
from goufu.core.errors import AgainstTheLaw, Refusal
from goufu.core.opinion import Opinion, cards, letters_of
from goufu.documents.papers import numbered, unshown
from goufu.law.answers import Answer
from goufu.law.clock import DateOutOfRange
from goufu.law.model import Value, Verdict
from goufu.planning.models import ProjectState
from goufu.procurement.agencies import against_organisation
from goufu.procurement.applications import admission_of, takes_applications
from goufu.procurement.choices import AWARD, STAGE
from goufu.procurement.choosing import reasons_against
from goufu.procurement.corrections import moves_days
from goufu.procurement.file_templates import PARTS, left_in
from goufu.procurement.filling import Filling, text_of
from goufu.procurement.law import (
    BEGINNING,
    begins,
    facts_of,
    method_of,
    opinion_of,
    situation_of,
    timetable_of,
)
from goufu.procurement.left_open import against_open, judgements_open
from goufu.procurement.methods import load_methods
from goufu.procurement.model import Method
from goufu.procurement.models import Notice, Procurement
from goufu.procurement.queries.files import written_of
from goufu.procurement.scoring_tables import against_tables, unscored_lots
from goufu.procurement.sealed.sheets import against_sealing
from goufu.procurement.timing.counting import day_of
from goufu.procurement.timing.medium import MEDIUM, medium_due
from goufu.procurement.timing.told import Refused as NoTimetable
from goufu.procurement.timing.told import Timetable
from goufu.ui.money import figures

# Asked of each notice whatever its kind: what must not be in it, or can't be printed.
OF_EACH_NOTICE = {
    "disclosure.no-identity-numbers": "body_text",
    "disclosure.secret-marks": "body_text",
    "disclosure.private-phones": "text_beside_contacts",
    "disclosure.unshown-signs": "unshown_signs_text",
}  # the fact that each reads
CONTACTS = frozenset({"contact", "provider_contact", "finance_contact"})
ALONE = "sole_source_published"
SAID_ALONE = ("sole_source_supplier_text", "sole_source_reason_text", "expert_opinion_text")
DEMAND_IS_WHOLE = "procurement-regulation:15"  # complete and clear
WEIGHTED, BY_QUALITY = "weighted", "quality_first"


def opinions_on(notice: Notice, filling: Filling) -> list[Opinion]:
    """What the law says of the procurement that begins with the notice, or of what stands in another one; and of its text."""
    if begins(filling.kind):
        return [opinion_of(notice.procurement), disclosure_of(filling)]
    facts = dict(filling.facts)
    if "intention_published" in filling.kind.events:
        facts["intention_on"] = wall_clock.today()
    if ALONE in filling.kind.events:
        told = filling.law_facts.get(STAGE, {})
        facts |= {name: told.get(name, "") for name in SAID_ALONE} | {
            "sole_source_notice_on": wall_clock.today()
        }
    rules = [rule for rule in filling.kind.rules if rule.startswith(f"{STAGE}.")]
    return [
        *([Opinion.of_facts(STAGE, facts, rules=rules)] if rules else []),
        *_of_result(filling),
        disclosure_of(filling),
    ]


def _of_result(filling: Filling) -> list[Opinion]:
    """What the rules of award say of what a result notice tells."""
    rules = [rule for rule in filling.kind.rules if rule.startswith(f"{AWARD}.")]
    if not rules or not filling.awards:
        return []
    shared = ("on_date", "place", "level", "purchaser", "project", "title", "method", "bid_deadline_on")
    said = {name: filling.facts[name] for name in shared if name in filling.facts}
    said |= {
        "is_awarded": True,
        "result_notice_on": wall_clock.today(),
        "sme_declared": any(each.response.has_declaration for each in filling.awards),
    }
    return [Opinion.of_facts(AWARD, said | filling.law_facts.get(AWARD, {}), rules=rules)]


def disclosure_of(filling: Filling) -> Opinion:
    """What the rules on disclosure say of the text."""
    said: dict[str, Value] = {
        **{name: filling.facts[name] for name in ("place", "level", "purchaser") if name in filling.facts},
        **filling.law_facts.get("disclosure", {}),
        "method": filling.procurement.law_method,
        "published_on": wall_clock.today(),
        **_texts(filling.content),
        "is_secret": False,
    }
    if filling.kind.type:
        said["notice_type"] = filling.kind.type
    rules = [*(rule for rule in filling.kind.rules if rule.startswith("disclosure.")), *OF_EACH_NOTICE]
    return Opinion.of_facts("disclosure", said, rules=rules)


def places_of(answer: Answer, filling: Filling) -> list[str]:
    """The titles of the fields in which a rule that looks through the whole text finds something; none of another rule."""
    rule = answer.rule.id
    if rule not in OF_EACH_NOTICE:
        return []
    given = {"published_on": wall_clock.today()}
    letters = letters_of([rule], [given | _texts([each]) for each in filling.content])
    return [
        each["title"]
        for each, said in zip(filling.content, letters, strict=True)
        if said in (Verdict.FAIL.value, Verdict.UNVERIFIED.value)
    ]


def _texts(content: Sequence[Mapping[str, str]]) -> dict[str, Value]:
    """What the rules read of the fields: their text, that beside the contacts, and the signs that no font of ours has."""
    unshown_signs = (
        f"{each['title']}里的“{sign}”（{numbered(sign)}）"
        for each in content
        for sign in unshown(each["text"])
    )
    return {
        "body_text": text_of(content),
        "text_beside_contacts": text_of([each for each in content if each["field"] not in CONTACTS]),
        "unshown_signs_text": "、".join(unshown_signs),
    }


def against_publication(notice: Notice, filling: Filling, opinions: Sequence[Opinion]) -> list[Refusal]:
    """Everything for which the notice can't be published now, but for the doubts that a person may look into."""
    found = [*_of_text(filling)]
    if begins(filling.kind):
        found += against_beginning(notice.procurement, opinions[0])
        opinions = opinions[1:]
    found += _of_days(notice, filling)
    failed = [answer for each in opinions for answer in (*each.blocking, *each.to_explain)]
    if failed:
        found.append(AgainstTheLaw(cards(failed)))
    return found


def against_doubts(doubts: Collection[Answer], reviewed: Collection[str]) -> list[Refusal]:
    """The refusal for answers that a person must look into and has not, by ids of rules."""
    left = [each for each in doubts if each.rule.id not in reviewed]
    return [AgainstTheLaw(cards(left))] if left else []


def against_beginning(procurement: Procurement, opinion: Opinion) -> list[Refusal]:
    """Everything for which the activity can't begin now."""
    method = method_of(procurement)
    if method is None:
        return [Refusal("还没有选采购方式", "请先选采购方式", articles=["procurement-law:26"])]
    facts = facts_of(procurement)
    found = [
        Refusal(reason, "请改选采购方式", articles=[method.article])
        for reason in reasons_against(method, situation_of(procurement, facts), load_methods())
    ]
    if method.ways and not procurement.emergency_form:
        found.append(
            Refusal(
                "没有写紧急采购的形式",
                "请在方案里选：谈判、磋商、询价，或者直接采购",
                field="emergency_form",
                articles=[method.ways.article],
            )
        )
    found += _of_money(procurement, facts)
    found += _of_scoring(procurement, method)
    found += against_tables(procurement, opinion.waived)
    found += against_open([*judgements_open(opinion, facts)])
    found += _of_file(procurement)
    found += _of_time(procurement, facts, opinion.waived)
    found += against_sealing(procurement)
    found += against_organisation(procurement)
    if failed := [*opinion.blocking, *opinion.to_explain]:
        found.append(AgainstTheLaw(cards(failed)))
    return found


def _of_text(filling: Filling) -> Iterator[Refusal]:
    if missing := filling.missing:
        typed = [each.field.title for each in missing if each.is_typed]
        known = [each.field.title for each in missing if not each.is_typed]
        where = "；".join(
            [
                *([f"{'、'.join(known)}在方案里补上"] if known else []),
                *([f"{'、'.join(typed)}在公告里填写"] if typed else []),
            ]
        )
        names = "、".join(each.field.title for each in missing)
        yield Refusal(f"{filling.kind.title}还没有写：{names}", where, articles=[filling.kind.article])


def _of_money(procurement: Procurement, facts: dict[str, Value]) -> Iterator[Refusal]:
    budget = facts.get("budget_yuan")
    if not isinstance(budget, Decimal):
        yield Refusal("没有写哪个项目出多少钱", "请在方案里写明", articles=["order-102:16"])
        return
    lots = list(procurement.lots.all())
    if lots and (total := sum((each.amount for each in lots), Decimal(0))) != budget:
        yield Refusal(f"各包合计 {figures(total)} 元，采购预算是 {figures(budget)} 元", "改到两者相等")
    if procurement.ceiling is not None and procurement.ceiling > budget:
        yield Refusal(
            f"最高限价 {figures(procurement.ceiling)} 元超过了采购预算 {figures(budget)} 元",
            "改到不超过预算",
            field="ceiling",
        )
    for share in procurement.shares.select_related("project"):
        if share.project.state != ProjectState.APPROVED:
            yield Refusal(
                f"“{share.project}”现在没有批准",
                "等它重新批准，或者从这次采购里去掉",
                articles=["order-102:16"],
            )


def _of_scoring(procurement: Procurement, method: Method) -> Iterator[Refusal]:
    """A scored procurement is announced with its scoring table, which is fixed from then on."""
    if method.scoring is None:
        return
    if procurement.evaluation_method != WEIGHTED and procurement.framework_evaluation != BY_QUALITY:
        return
    for lot in unscored_lots(procurement):
        yield Refusal(
            f"第 {lot.number} 包还没有评审标准" if lot else "还没有写评审标准",
            "在采购页按“评审标准”写明因素、分值和每一档的指标",
            articles=["order-87:55"],
        )


def _of_file(procurement: Procurement) -> Iterator[Refusal]:
    """A file in which instructions of its template are left says nothing in those places, and is fixed as it stands."""
    left = [
        f"“{PARTS[part]}”里 {'、'.join(found)}"
        for part, text in written_of(procurement).items()
        if (found := left_in(text))
    ]
    if left:
        yield Refusal(
            f"采购文件里，模板的说明还没有换成内容：{'；'.join(left)}",
            "在采购页打开“采购文件”，按“写采购文件”，把它们换成这次采购的内容",
            articles=[DEMAND_IS_WHOLE],
        )


def _of_time(procurement: Procurement, facts: dict[str, Value], waived: Collection[str]) -> Iterator[Refusal]:
    try:
        table = timetable_of(procurement, facts, procurement.occurrences.all())
    except (NoTimetable, DateOutOfRange) as why:
        yield Refusal(f"时间表排不出来：{why}", "请核对方案里的日子", field="starts_on")
        return
    if table is None:
        yield Refusal("没有写采购活动打算开始的日子", "请在方案里写明", field="starts_on")
    else:
        yield from _not_done_before(table, waived)


def _not_done_before(table: Timetable, waived: Collection[str]) -> Iterator[Refusal]:
    """The steps that the law wants done before the activity begins, and that are not, but for those whose rule is waived."""
    for step in table.steps:
        if step.rule.rule in waived:
            continue
        if step.rule.before == BEGINNING and step.rule.rule and not step.is_over:
            last = f"，最晚 {day_of(step.latest)}" if step.latest else ""
            yield Refusal(
                f"采购活动开始以前要先“{step.title}”{last}，还没有办",
                "办了并登记以后，再开始采购",
                articles=[step.rule.article],
            )


def _begins_as_planned(procurement: Procurement) -> Iterator[Refusal]:
    """The law was asked about the planned day: the medium publishes within its working days, and with that the activity begins."""
    planned, last = procurement.starts_on, medium_due(wall_clock.today())
    if planned and last and planned > last:
        yield Refusal(
            f"方案写的开始日是 {planned}；公告今天发布，指定媒体最晚 {last} 就会发布，采购活动那一天就开始",
            "临近那一天再发布；要早开始的，把方案的开始日改早，各项期限照新的日子再算",
            field="starts_on",
            articles=[MEDIUM],
        )


def _of_days(notice: Notice, filling: Filling) -> Iterator[Refusal]:
    """The days that a notice announces are to come, and those that a correction moves are far enough."""
    procurement = notice.procurement
    if begins(filling.kind) and (at := procurement.bid_deadline_at) and at <= wall_clock.now():
        yield Refusal("响应截止已经过去", "请在方案里改到以后", field="bid_deadline_at")
    if (
        begins(filling.kind)
        and (admission := admission_of(procurement))
        and not takes_applications(procurement)
    ):
        yield Refusal(
            "方案里没有写申请截止，或者已经过去",
            "在方案里写明以后的申请截止：先申请，审查通过才能响应",
            field="applications_until",
            articles=[admission.article],
        )
    if begins(filling.kind):
        yield from _begins_as_planned(procurement)
    if not moves_days(notice):
        return
    if notice.affects_bids is None:
        yield Refusal("没有写更正会不会影响响应文件编制", "请在公告里选明：影响的，截止时间可能要顺延")
    new, old = notice.new_deadline_at, procurement.bid_deadline_at
    if new and old and new < old:
        yield Refusal("顺延后的响应截止早于原来的", "只能往后顺延", field="new_deadline_at")
    if new and old and old <= wall_clock.now():
        yield Refusal(
            f"响应截止 {old.astimezone(wall_clock.CHINA):%Y-%m-%d %H:%M} 已经过了，不能再顺延",
            "截止以后没有人能再提交；采购不能继续的，终止以后重新开展",
            field="new_deadline_at",
        )
    if new:
        yield from _of_moved_days(procurement, new, filling.facts)
    if not notice.affects_bids or old is None:
        return
    table = timetable_of(procurement, filling.facts, procurement.occurrences.all())
    least = table.postponement(wall_clock.today()) if table else None
    if least and day_of(new or old) < least:
        step = next(each for each in table.steps if each.rule.ends == "clarified")  # type: ignore[union-attr]
        yield Refusal(
            f"{wall_clock.today()} 更正，离响应截止 {day_of(new or old)} 不足 {step.count}{step.unit}，截止时间要顺延",
            f"把响应截止顺延到 {least} 或者以后",
            field="new_deadline_at",
            articles=[step.rule.article],
        )


def _of_moved_days(
    procurement: Procurement, deadline: datetime, facts: dict[str, Value]
) -> Iterator[Refusal]:
    """What follows on the moved deadline must have days, too."""
    moved = copy(procurement)
    moved.bid_deadline_at = deadline
    moved.opens_at = max(moved.opens_at, deadline) if moved.opens_at else None
    try:
        timetable_of(moved, facts, procurement.occurrences.all())
    except (NoTimetable, DateOutOfRange) as why:
        yield Refusal(
            f"响应截止顺延到 {day_of(deadline)}，后面的时间表排不出来：{why}",
            "核对顺延后的响应截止，改早",
            field="new_deadline_at",
        )
