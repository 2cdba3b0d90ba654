"""The documents of a procurement, attached while it has not ended; of notices and how they appeared elsewhere; delegations; call-offs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goufu.core.errors import NotFound
from goufu.core.permissions import Permission
from goufu.documents.papers import Paper
from goufu.documents.subjects import DocumentKind, Subject, kinds_in_both
from goufu.procurement.emergency import is_lane
from goufu.procurement.methods import load_methods
from goufu.procurement.models import CallOff, CallOffState, Delegation, Notice, Procurement, ProcurementFile
from goufu.procurement.models.procurements import ENDED
from goufu.procurement.papers import issued as papers
from goufu.procurement.papers.emergency import FILING, REVIEW, lane_papers
from goufu.procurement.papers.ending import ENDING, ending_papers
from goufu.procurement.papers.minutes import WORDS as MINUTES_IN_WORD
from goufu.procurement.papers.minutes import minutes_in_word
from goufu.procurement.papers.reports import KIND, report_papers
from goufu.procurement.papers.reports import WORD as IN_WORD
from goufu.procurement.queries.delegations import delegation_for
from goufu.procurement.queries.frameworks import call_off_for
from goufu.procurement.queries.papers import FILE as FILE_PAPER
from goufu.procurement.queries.procurements import notice_for, procurement_for
from goufu.procurement.review.talks import is_by_talks
from goufu.registry.agents import Agent

WRITTEN_REPORT = gettext_lazy("评审报告（照记录写出）")
TALKS = gettext_lazy("商定情况记录（照记录写出）")
MINUTES = gettext_lazy("开标（开启）记录（照记录写出，可以改的）")
OTHER = DocumentKind("other", gettext_lazy("其他材料"), Permission.KEEP_PAPERS)
COPY = DocumentKind("copy", gettext_lazy("指定媒体发布的存档"), Permission.KEEP_NOTICES)
STAMPED = DocumentKind("stamped", gettext_lazy("盖章以后的扫描件"), Permission.KEEP_NOTICES)
PAPER = DocumentKind(papers.NOTICE[0], gettext_lazy("公告（原件）"))
REPLY = kinds_in_both(papers.REPLY, gettext_lazy("采购方式批复"))
LANE = (
    *kinds_in_both(FILING, gettext_lazy("紧急采购报备书")),
    *kinds_in_both(REVIEW, gettext_lazy("紧急采购审查意见")),
)
ENDED_RECORD = kinds_in_both(ENDING, gettext_lazy("终止采购记录"))
FILE = kinds_in_both(FILE_PAPER, gettext_lazy("采购文件（定稿）"))
WORD = DocumentKind(papers.NOTICE[1], gettext_lazy("公告（可以改的，送指定媒体用）"))


def procurement(agent: Agent | None, kind: str, number: int) -> Subject:
    """The document subject of a procurement. Raises NotFound where the agent may not see it."""
    if agent is None:
        raise NotFound
    return as_subject(procurement_for(agent, number))


def as_subject(seen: Procurement) -> Subject:
    """The document subject of a procurement that the agent sees: the papers of its method's stages."""
    method = load_methods().methods.get(seen.method)
    codes = dict.fromkeys(code for stage in method.stages for code in stage.papers) if method else {}
    titles, file = load_methods().papers, ProcurementFile.objects.filter(procurement=seen).first()
    reports = [*_reports(seen)]
    report = TALKS if method and is_by_talks(method) else WRITTEN_REPORT
    return Subject(
        thing=seen,
        title=seen.title,
        url=reverse("procurement:procurement", args=[seen.pk]),
        kinds=(
            *(DocumentKind(code, gettext_lazy(titles[code]), Permission.KEEP_PAPERS) for code in codes),
            *_report_kinds(reports, report),
            *(DocumentKind(each, MINUTES) for each in MINUTES_IN_WORD.values()),
            OTHER,
            *FILE,
            *REPLY,
            *ENDED_RECORD,
            *(LANE if is_lane(method) else ()),
        ),
        papers=(
            *(papers.file_papers_of(file) if file and file.fixed_at else ()),
            *papers.replies_of(seen),
            *minutes_in_word(seen),
            *reports,
            *ending_papers(seen),
            *lane_papers(seen),
        ),
        closed=_("采购已经结束，不能再上传文件") if seen.state in ENDED else "",
    )


def _report_kinds(reports: Iterable[Paper], word: str | Promise) -> Iterator[DocumentKind]:
    """Those of the whole procurement, and of each lot and earlier review that has a report."""
    codes = dict.fromkeys([KIND, *(each.kind.removesuffix(IN_WORD) for each in reports)])
    return (each for code in codes for each in kinds_in_both((code, f"{code}{IN_WORD}"), word))


def _reports(seen: Procurement) -> Iterable[Paper]:
    return () if seen.is_planned else report_papers(seen)


def notice(agent: Agent | None, kind: str, number: int) -> Subject:
    """The document subject of a notice: its papers are everybody's. Raises NotFound for a draft that the agent may not see."""
    seen = notice_for(agent, number)
    return notice_as_subject(seen, agent is not None and agent.may_on(Permission.SEE_PROCUREMENTS, seen))


def notice_as_subject(seen: Notice, is_ours: bool) -> Subject:
    """The document subject of a notice; is_ours: the agent sees its procurement, and what was kept of its way."""
    kept = ((COPY,) if seen.appeared_on else ()) + (STAMPED,)
    return Subject(
        thing=seen,
        title=str(seen),
        url=reverse("procurement:notice", args=[seen.pk]),
        kinds=(PAPER, WORD, *(kept if is_ours else ())),
        history_of=seen.procurement,
        closed="" if seen.is_published else _("公告发布以后才有文件"),
        papers=papers.papers_of(seen) if seen.is_published else (),
    )


def delegation(agent: Agent | None, kind: str, number: int) -> Subject:
    """The document subject of a delegation. Raises NotFound where the agent may not see it."""
    if agent is None:
        raise NotFound
    return delegation_as_subject(delegation_for(agent, number))


def delegation_as_subject(seen: Delegation) -> Subject:
    """The document subject of a delegation: the agreement that both have signed, the receipt for the papers."""
    kinds = (
        DocumentKind("agreement", gettext_lazy("委托代理协议"), Permission.WRITE_PROCUREMENT),
        DocumentKind("receipt", gettext_lazy("资料移交清单和签收"), Permission.WRITE_PROCUREMENT),
        *kinds_in_both(papers.AGREEMENT, gettext_lazy("委托代理协议（照委托写出）")),
    )
    return Subject(
        thing=seen,
        title=str(seen),
        url=reverse("procurement:delegation", args=[seen.pk]),
        kinds=kinds,
        papers=papers.agreements_of(seen),
    )


def call_off(agent: Agent | None, kind: str, number: int) -> Subject:
    """The document subject of a call-off. Raises NotFound where the agent may not see it."""
    if agent is None:
        raise NotFound
    return call_off_as_subject(call_off_for(agent, number))


def call_off_as_subject(seen: CallOff) -> Subject:
    """The document subject of a call-off: once it is agreed its contract."""
    kinds = (
        DocumentKind("contract", gettext_lazy("合同"), Permission.WRITE_PROCUREMENT),
        DocumentKind("other", gettext_lazy("其他材料"), Permission.WRITE_PROCUREMENT),
    )
    return Subject(
        thing=seen,
        title=seen.title,
        url=reverse("procurement:call_off", args=[seen.pk]),
        kinds=kinds,
        closed="" if seen.state == CallOffState.AGREED else _("成交以后再上传合同"),
    )
