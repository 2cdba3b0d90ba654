"""Facts of a title: what its parts, brackets and names say, each under the name by which the law asks for it."""

from __future__ import annotations

from typing import Any

from goufu.reader import words
from goufu.reader.bodies import institution
from goufu.reader.cutting import Cut
from goufu.reader.marks import unbudgeted
from goufu.reader.names import without_quotes
from goufu.reader.notes import note_facts
from goufu.reader.packages import package
from goufu.reader.parts import Piece
from goufu.reader.patterns import pattern
from goufu.reader.reading import SURE_FROM
from goufu.reader.secrecy import secret
from goufu.reader.terms import term
from goufu.reader.tokens import alternation

SURE_FACTS = {"works": "works", "goods": "goods", "duty": "duty", "finance": "finance", "labour": "dispatch"}
DOUBT_FACTS = {
    "works": "works_doubt", "goods": "goods_doubt", "duty": "duty_doubt", "finance": "finance_doubt",
    "labour": "labour_doubt", "nonduty": "nonduty", "subsidy": "subsidy", "it": "it_question", "unclear": "unclear",
    "none": "unclear", "thing": "unclear",
}  # fmt: skip
BESIDE_GOODS = ("service", "labour")
_LISTS = words.lists()
PLAN = pattern("{plans}")
YEARS_OF_PLAN = pattern(r"20\d\d年?度?[-—~至到]+(?:20)?\d\d年?度?")
SINGLE_YEAR = pattern(r"20\d\d年")
# What a firm needs for itself is no duty of the government, whoever pays.
_PAID_FOR = "{public_payers}{paid_for}"
FOR_FIRMS = pattern(
    f"{{firms_in_titles}}.{{0,200}}{_PAID_FOR}|{_PAID_FOR}的.{{0,4}}(?:公司|集团|企业)|(?:公司|企业).{{0,4}}{{promoted}}(?:市场)?{{promoting}}"
)
# Persons paid by the head: hired, not a service.
BY_HEAD = pattern("按(?:人(?!次|口|员密度)|岗)[^,;)]{0,6}{paid_by_head}")
# who serves pays first: “垫资提供的绿化养护服务”
ADVANCED = pattern("(?<![不非免未禁]){advancing}{doing_it}(?:的|,|$)|由{who_serves}[^,;]{0,4}{advancing}")
# a power that is given to who serves: “违停处罚委托公司实施项目”; what is studied about it stands behind
ENTRUSTED = pattern("{force}(?:权|职权|事项|工作)?{entrusting}{who_serves}{doing_it}的?{ends_of_titles}*$")
PAID_OR_ADVERTISED = pattern(
    alternation([*_LISTS["paid_for"], *_LISTS["promoting"]])
)  # without them no title is for a firm


def title_facts(text: str, shorn: Cut, covered: str, pieces: list[Piece]) -> dict[str, Any]:
    """The facts of a title in its normal form, by the names of ReadFacts; `covered` is what is left of it, masked."""
    facts: dict[str, Any] = _of_parts(pieces) if pieces else {"unclear": text}
    facts["package"] = "" if shorn.role else package(covered)
    if _may_say_term(text):
        facts |= term(_without_plans(text))._asdict()
    notes = [inner for inner, use in shorn.asides if use == "note"]
    facts["institution"], facts["institution_provider"] = institution(shorn.left.text, "".join(notes))
    beside = [inner for inner, use in shorn.asides if use in ("note", "lot")]
    if beside:
        said = note_facts(beside, pieces).items()
        facts |= {name: text for name, text in said if not facts.get(name.removesuffix("_doubt"))}
    if not facts.get("nonduty") and PAID_OR_ADVERTISED.search(text) and (found := FOR_FIRMS.search(text)):
        facts["nonduty"] = found.group()
    if "按" in text and not facts.get("dispatch") and (found := BY_HEAD.search(text)):
        facts["dispatch"] = found.group()
    facts["secret"] = secret(text)
    if ("垫" in text or "带资" in text) and not facts.get("finance") and (found := ADVANCED.search(text)):
        facts.setdefault("finance_doubt", found.group())
    if ("委托" in text or "由" in text) and not facts.get("duty") and (found := ENTRUSTED.search(text)):
        facts.setdefault("duty_doubt", found.group())
    facts["unbudgeted"] = unbudgeted(text)
    if facts.get("works"):
        facts["documented_exception"] = next((word for word in _LISTS["documented"] if word in text), "")
    return facts


def _of_parts(pieces: list[Piece]) -> dict[str, Any]:
    """The facts that parts give; the first part that says a thing is named. Goods beside a service are a doubt."""
    facts: dict[str, Any] = {}
    kinds = {piece.kind for piece in pieces}
    is_mixed = not kinds.isdisjoint(BESIDE_GOODS)
    for piece in pieces:
        is_sure = piece.sure >= SURE_FROM and not (piece.kind == "goods" and is_mixed)
        name = SURE_FACTS.get(piece.kind) if is_sure else None
        name = name or DOUBT_FACTS.get(piece.kind)
        if name:
            facts.setdefault(name, piece.stretch.text)
    if "service" in kinds and not any(piece.is_obscure for piece in pieces):
        facts.pop("unclear", None)
    return facts


def _without_plans(text: str) -> str:
    """A title without quoted titles, and without the years of a plan that it names."""
    text = without_quotes(text)
    return YEARS_OF_PLAN.sub("", text) if PLAN.search(text) else text


def _may_say_term(text: str) -> bool:
    """Whether a title may say a term: most say a single year, which is none."""
    years = text.count("年")
    is_single = years == 1 and text.count("20") == 1 and SINGLE_YEAR.search(text)
    return "月" in text or "+" in text or (years > 0 and not is_single)
