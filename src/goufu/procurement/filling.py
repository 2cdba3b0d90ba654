"""What a notice says: each of its fields from what the program knows, or as somebody wrote it, and what is still missing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.conf import settings
from django.utils.translation import override

from goufu import wall_clock
from goufu.documents.blocks import day_in_words
from goufu.law.load import load_rulebook
from goufu.law.model import Value
from goufu.law.values import number_in_words
from goufu.procurement.agencies import agency_of, fee_in_words
from goufu.procurement.applications import admission_of
from goufu.procurement.choosing import Situation
from goufu.procurement.frameworks import notices as framework_notices
from goufu.procurement.law import asks_for_file, begins, facts_of, situation_of
from goufu.procurement.methods import load_methods
from goufu.procurement.models import Award, Lot, Notice, Procurement, Reserve
from goufu.procurement.notices import Field, NoticeKind, load_notices
from goufu.procurement.review import notices as award_notices
from goufu.procurement.review.rounds import awards_of
from goufu.procurement.sealed.sheets import sealing_of
from goufu.procurement.timing.counting import day_of
from goufu.procurement.years import in_words, term_in_words, years_of
from goufu.ui.money import figures
from goufu.wall_clock import CHINA

DISCLAIMER = (
    "本次公开的采购意向是本单位政府采购工作的初步安排，具体采购项目情况以相关采购公告和采购文件为准。"
)
CONTRACT = "contract"
RESULT, SHORTLIST, OF_CALL_OFF, SUMMARY = (
    "result",
    "shortlist",
    "call_off",
    "framework_summary",
)  # kinds of notices
PERIOD_FROM_NOTICE = "自公告在指定媒体发布的次日起"


@dataclass(frozen=True, slots=True)
class Filled:
    """A field of a notice with its text, '' while nothing is said. `is_typed`: a person writes it into the notice."""

    field: Field
    text: str
    is_typed: bool


class Filling:
    """A notice in the making: what stands in each field. It reads the procurement's facts once."""

    def __init__(self, notice: Notice) -> None:
        self.notice = notice
        self.procurement: Procurement = notice.procurement
        self.kind: NoticeKind = load_notices()[notice.kind]

    @cached_property
    def facts(self) -> dict[str, Value]:
        return facts_of(self.procurement)

    @cached_property
    def situation(self) -> Situation:
        return situation_of(self.procurement, self.facts)

    @cached_property
    def lots(self) -> list[Lot]:
        return list(self.procurement.lots.all())

    @cached_property
    def awards(self) -> list[Award]:
        """The awards, where the notice tells the result or the contract."""
        if self.kind.kind not in (RESULT, SHORTLIST, CONTRACT):
            return []
        return list(awards_of(self.procurement).select_related("response__bidder__place", "lot"))

    @cached_property
    def wanted(self) -> tuple[str, ...]:
        """The names of the fields that it must have, as the procurement is: the mandatory ones, and conditional ones whose case it is."""
        return self.kind.wanted(self.facts | self._has)

    @cached_property
    def fields(self) -> list[Filled]:
        """The fields of this notice: those that it must have, and those that it may have and has, in their order."""
        names = self.kind.sorted(self.wanted, self._extra(self.wanted))
        return [self._filled(load_notices().fields[name]) for name in names]

    @property
    def missing(self) -> list[Filled]:
        """The mandatory fields in which nothing stands."""
        return [each for each in self.fields if each.field.name in self.wanted and not each.text.strip()]

    @property
    def content(self) -> list[dict[str, str]]:
        """All that the notice says, as it is kept."""
        return [
            {"field": each.field.name, "title": each.field.title, "text": each.text}
            for each in self.fields
            if each.text.strip()
        ]

    @property
    def law_facts(self) -> dict[str, dict[str, Value]]:
        """By stage: the facts of the rules that look whether a field is written, as its text."""
        found: dict[str, dict[str, Value]] = {}
        for each in self.fields:
            for fact in each.field.facts:
                stage, _, name = fact.partition(".")
                is_paper = load_rulebook().stages[stage].facts[name].type == "yesno"
                found.setdefault(stage, {})[name] = bool(each.text.strip()) if is_paper else each.text
        return found

    @property
    def _has(self) -> dict[str, Value]:
        """What this procurement has that no fact of the rules tells, as notice_fields.toml names it."""
        procurement = self.procurement
        return {
            "has_ceiling": procurement.ceiling is not None,
            "has_lots": bool(self.lots),
            "has_keys": sealing_of(procurement) is not None,
            "has_agency": procurement.delegation is not None,
            "has_budget": bool(self.facts.get("budget_yuan")),
            "has_file": asks_for_file(procurement) or bool(award_notices.file(self)),
            "publishes_scores": load_methods().settings["publishes_scores"].value,
            "is_about_project": True,
            "sme_declared": any(each.response.has_declaration for each in self.awards),
        }

    def _extra(self, wanted: tuple[str, ...]) -> list[str]:
        """The conditional fields that somebody has typed although nothing asks for them."""
        return [name for name in self.kind.conditional if name not in wanted and self.notice.typed.get(name)]

    @cached_property
    def suggested(self) -> dict[str, str]:
        """What stands in the fields that a person writes until somebody has written into them, as far as this house can tell."""
        suggesting = SUGGESTED.get(self.notice.kind, {})
        found = {name: say(self) for name, say in suggesting.items()}
        return {name: text for name, text in found.items() if text}

    def _filled(self, field: Field) -> Filled:
        known = known_of(self.notice).get(field.name)
        if known is None:
            typed = self.notice.typed.get(field.name)
            return Filled(
                field, self.suggested.get(field.name, "") if typed is None else str(typed), is_typed=True
            )
        return Filled(field, known(self), is_typed=False)


def text_of(content: Iterable[Mapping[str, str]]) -> str:
    """All that the fields say, a line each with its title."""
    return "\n".join(f"{each['title']}：{each['text']}" for each in content)


def typed_fields(notice: Notice) -> list[Field]:
    """The fields that a person writes into it, mandatory or conditional: no record tells them yet."""
    kind = load_notices()[notice.kind]
    names = (*kind.mandatory, *kind.conditional)
    return [load_notices().fields[name] for name in names if name not in known_of(notice)]


def known_of(notice: Notice) -> Mapping[str, Callable[[Filling], str]]:
    """What records tell of the notice."""
    known = {**KNOWN, **OF_KINDS.get(notice.kind, {})}
    return known | OF_AGENCY if notice.procurement.delegation else known


def _amount(filling: Filling) -> str:
    budget = filling.facts.get("budget_yuan")
    if not budget:
        return ""
    years = in_words(years_of(filling.procurement))
    return f"{figures(budget)} 元" + (f"（{years}）" if years else "")  # type: ignore[arg-type]


def _ceiling(filling: Filling) -> str:
    ceiling = filling.procurement.ceiling
    return "" if ceiling is None else f"{figures(ceiling)} 元"


def _lots(filling: Filling) -> str:
    return "\n".join(f"第 {each.number} 包：{each.title}，{figures(each.amount)} 元" for each in filling.lots)


def _month(filling: Filling) -> str:
    day = filling.procurement.starts_on
    return f"{day.year}年{day.month}月" if day else ""


def _sme(filling: Filling) -> str:
    reserve = filling.procurement.reserve
    if not reserve:
        return ""
    with override(settings.LANGUAGE_CODE):  # whatever language the pages of whoever publishes have
        return "是" if reserve == Reserve.WHOLE else f"否（{Reserve(reserve).label}）"


def _consortium(filling: Filling) -> str:
    accepts = filling.procurement.accepts_consortium
    return "" if accepts is None else "接受" if accepts else "不接受"


def _file_access(filling: Filling) -> str:
    procurement = filling.procurement
    if procurement.file_until is None or not procurement.file_access.strip():
        return ""
    return f"自本公告发布之日起至{day_in_words(procurement.file_until)}；{procurement.file_access}"


def _submission(filling: Filling) -> str:
    at = filling.procurement.bid_deadline_at
    if admission_of(filling.procurement) and begins(filling.kind):
        at = filling.procurement.applications_until
    if filling.procurement.framework_kind == "open" and filling.procurement.submission_place:
        return f"框架协议期内随时提交申请，{filling.procurement.submission_place}"
    return (
        f"{_moment(at)}前，{filling.procurement.submission_place}"
        if at and filling.procurement.submission_place
        else ""
    )


def _opening(filling: Filling) -> str:
    at = filling.procurement.opens_at
    return (
        f"{_moment(at)}，{filling.procurement.opening_place}"
        if at and filling.procurement.opening_place
        else ""
    )


def _keys(filling: Filling) -> str:
    """The sheet by which bids are sealed, and whose keys it names: whoever seals compares them."""
    sealing = sealing_of(filling.procurement)
    if sealing is None or not sealing.sheet_digest:
        return ""
    holders = filling.procurement.custodians.select_related("person", "body")
    lines = [f"{each.body.name} {each.person.name}：{each.fingerprint}" for each in holders]
    return "\n".join(
        [
            f"响应文件在本系统密封接收，{len(lines)} 位保管人中的 {sealing.needed} 位一起才能打开。",
            f"封标说明摘要（SM3）：{sealing.sheet_digest}",
            *lines,
        ]
    )


def _period(filling: Filling) -> str:
    if not filling.kind.period:
        return ""
    parameter, where = load_methods().book.parameters[filling.kind.period], filling.situation
    value = parameter.at(where.day, where.government, where.place)
    return f"{PERIOD_FROM_NOTICE} {number_in_words(value.value, parameter)}" if value else ""


def _method(filling: Filling) -> str:
    method = load_methods().methods.get(filling.procurement.method)
    return method.title if method else ""


def _first_notice(filling: Filling) -> str:
    about = filling.notice.about
    return f"{about.number} {load_notices()[about.kind].title}" if about else ""


def _first_date(filling: Filling) -> str:
    about = filling.notice.about
    if about is None or about.published_at is None:
        return ""
    return day_in_words(about.appeared_on or day_of(about.published_at))


def _change_date(filling: Filling) -> str:
    return day_in_words(wall_clock.today())


def _moment(at: datetime) -> str:
    local = at.astimezone(CHINA)
    return f"{day_in_words(local)} {local:%H:%M}"


def _agency(filling: Filling) -> str:
    agency = agency_of(filling.procurement)
    return "，".join(filter(None, [agency.name, agency.telephone])) if agency else ""


def _agency_fee(filling: Filling) -> str:
    held = filling.procurement.delegation
    return fee_in_words(held) if held else ""


# What a delegation to an agency tells; without one a person writes whether there is an agency, of another house.
OF_AGENCY: dict[str, Callable[[Filling], str]] = {"agency": _agency, "agency_fee": _agency_fee}
# The fields that records tell, by name. What is not here a person writes into the notice.
KNOWN: dict[str, Callable[[Filling], str]] = {
    "project": lambda filling: filling.procurement.number,
    "title": lambda filling: filling.procurement.title,
    "purchaser": lambda filling: filling.procurement.purchaser.name,
    "description": lambda filling: str(filling.facts.get("description", "")),
    "budget": _amount,
    "ceiling": _ceiling,
    "lots": _lots,
    "planned_month": _month,
    "sme": _sme,
    "disclaimer": lambda filling: DISCLAIMER,
    "method": _method,
    "term": lambda filling: term_in_words(filling.procurement),
    "consortium": _consortium,
    "qualification": lambda filling: filling.procurement.qualification_text,
    "file_access": _file_access,
    "submission": _submission,
    "opening": _opening,
    "keys": _keys,
    "period": _period,
    "contact": lambda filling: filling.procurement.contact,
    "framework_kind": framework_notices.kind,
    "framework_term": framework_notices.term,
    "second_stage": framework_notices.second_stage,
    "first_notice": _first_notice,
    "first_date": _first_date,
    "change_date": _change_date,
}
# What those that a person writes begin with.
SUGGESTED: dict[str, Mapping[str, Callable[[Filling], str]]] = {
    RESULT: award_notices.SUGGESTED_IN_RESULT,
    SHORTLIST: {"file": award_notices.file},
}
OF_KINDS: dict[str, Mapping[str, Callable[[Filling], str]]] = {
    RESULT: award_notices.OF_RESULT,
    CONTRACT: award_notices.OF_CONTRACT,
    SHORTLIST: {"shortlist": framework_notices.shortlist, "experts": award_notices.experts},
    OF_CALL_OFF: {
        "purchaser": framework_notices.purchaser,
        "provider": framework_notices.provider,
        "amount": framework_notices.amount,
        "subject": framework_notices.subject,
    },
    SUMMARY: {"call_offs": framework_notices.call_offs},
}
