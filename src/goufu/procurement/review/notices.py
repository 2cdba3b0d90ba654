"""What notices tell of the award and of the contract: who won for how much, who reviewed, the scores, the day of signing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from goufu.documents.blocks import day_in_words
from goufu.law.model import Value
from goufu.procurement.law import days_of
from goufu.procurement.models import Award, Draw, Notice, Procurement, ProcurementFile
from goufu.procurement.queries.papers import file_papers
from goufu.procurement.review.events import SIGNED
from goufu.procurement.review.talks import talks_in
from goufu.procurement.timing.counting import day_of
from goufu.procurement.years import term_in_words
from goufu.ui.money import figures


class Filled(Protocol):
    """What a notice in the making knows (filling.Filling)."""

    notice: Notice
    procurement: Procurement

    @property
    def awards(self) -> list[Award]: ...

    @property
    def facts(self) -> dict[str, Value]: ...


def _of_awards(say: Callable[[Award], str]) -> Callable[[Filled], str]:
    """A line for each award, with its lot where there are lots."""

    def said(filling: Filled) -> str:
        return "\n".join(
            f"第 {each.lot.number} 包：{say(each)}" if each.lot else say(each) for each in filling.awards
        )

    return said


def experts(filling: Filled) -> str:
    """The names, which are public from the result on; of the draw what anybody needs to repeat it."""
    if talked := [each for award in filling.awards if (each := talks_in(award.report.content))]:
        return "；".join(dict.fromkeys(each.people for each in talked))
    members = filling.procurement.panel.filter(left_at=None)
    names = "、".join(
        f"{each.name}（采购人代表）" if each.seat == "representative" else each.name for each in members
    )
    draw = (
        Draw.objects.filter(procurement=filling.procurement, drawn_at__isnull=False)
        .select_related("of")
        .first()
    )
    if draw is None:
        return names
    lines = [names, f"抽取的种子：{draw.seed}", f"专家名单的摘要（SM3）：{draw.of.digest}"]
    if draw.replaced:  # the same seed says who is next; why anybody was passed over, only its reason does
        said = (f"{each['code']} 由 {each['by']} 接替（{each['reason']}）" for each in draw.replaced)
        lines.append(f"补抽 {len(draw.replaced)} 次：{'；'.join(said)}")
    return "\n".join(lines)


def _scores(filling: Filled) -> str:
    lines = []
    for report in dict.fromkeys(each.report for each in filling.awards):
        for placing in report.placings.select_related("response__bidder").filter(rank__isnull=False):
            by_price = f"评审价格 {figures(placing.scored_price or 0)} 元"
            said = by_price if placing.total is None else f"{placing.total} 分"
            lot = f"第 {report.lot.number} 包：" if report.lot else ""
            lines.append(f"{lot}第 {placing.rank} 名 {placing.response.bidder.name} {said}")
    return "\n".join(lines)


def _amount(award: Award) -> str:
    return f"{_name_of_several(award)}{figures(award.amount)} 元"


def _name_of_several(award: Award) -> str:
    """The name before what is said of it, where several were awarded the same."""
    return f"{award.response.bidder.name}：" if award.is_shared else ""


def _address(filling: Filled) -> str:
    """Where each of those awarded is, as the registry has it; empty where it doesn't have one of them."""
    if not all(each.response.bidder.address for each in filling.awards):
        return ""
    return _of_awards(lambda each: f"{_name_of_several(each)}{each.response.bidder.address}")(filling)


def _scope(filling: Filled) -> str:
    """The lots, where there are several; else what the projects need."""
    lots = dict.fromkeys(each.lot for each in filling.awards if each.lot)
    if lots:
        return "\n".join(f"第 {each.number} 包：{each.title}" for each in lots)
    return str(filling.facts.get("description", ""))


def _standard(filling: Filled) -> str:
    """The standards of basic public services that the projects name; else where the procurement file says it."""
    shares = filling.procurement.shares.select_related("project")
    said = dict.fromkeys(each.project.standard for each in shares if each.project.standard)
    return "；".join(said) or _in_file(filling, "服务标准")


def _in_file(filling: Filled, what: str) -> str:
    """A reference to the demand in the procurement file, where that was written here."""
    file = _fixed(filling)
    return f"{what}见采购文件 {file.number} 的“采购需求”" if file and file.demand.strip() else ""


def _fixed(filling: Filled) -> ProcurementFile | None:
    return ProcurementFile.objects.filter(procurement=filling.procurement, fixed_at__isnull=False).first()


def file(filling: Filled) -> str:
    """What is attached with the notice: the file that was fixed here, else the papers that were uploaded, each with its digest."""
    if fixed := _fixed(filling):
        return f"采购文件 {fixed.number}，见附件，内容摘要（SM3）{fixed.digest}"
    return "\n".join(
        f"采购文件“{each.file_name}”，见附件，文件摘要（SM3）{each.digest}"
        for each in file_papers(filling.procurement)
    )


def _agency_fee(filling: Filled) -> str:
    return "" if filling.procurement.delegation else "没有委托代理机构，不收代理服务费"


def _signed(filling: Filled) -> str:
    """The day on which the contract was signed."""
    signed = days_of(filling.procurement.occurrences.all()).get(SIGNED)
    return day_in_words(day_of(signed)) if signed else ""


OF_RESULT: dict[str, Callable[[Filled], str]] = {
    "provider": _of_awards(lambda each: each.response.bidder.name),
    "amount": _of_awards(_amount),
    "subject": lambda filling: filling.procurement.title,
    "service_time": lambda filling: term_in_words(filling.procurement),
    "experts": experts,
    "scores": _scores,
}
SUGGESTED_IN_RESULT: dict[str, Callable[[Filled], str]] = {
    "provider_address": _address,
    "scope": _scope,
    "requirements": lambda filling: _in_file(filling, "服务要求"),
    "standard": _standard,
    "agency_fee": _agency_fee,
    "file": file,
}
OF_CONTRACT: dict[str, Callable[[Filled], str]] = {
    **{name: OF_RESULT[name] for name in ("provider", "amount", "subject")},
    "contract_name": lambda filling: f"{filling.procurement.title}合同",
    "signed": _signed,
}
