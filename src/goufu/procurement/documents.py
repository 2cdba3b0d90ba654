"""The documents of a procurement, attached while it has not ended, of a notice (its papers, and how it appeared elsewhere), and of
challenges and complaints."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goufu.core.errors import NotFound
from goufu.core.permissions import Permission
from goufu.documents.papers import Paper
from goufu.documents.subjects import DocumentKind, Subject
from goufu.procurement.emergency import is_lane
from goufu.procurement.methods import load_methods
from goufu.procurement.models import (
    Bid,
    CallOff,
    CallOffState,
    Challenge,
    ChallengeState,
    Complaint,
    ComplaintState,
    Delegation,
    EnvelopeState,
    Letter,
    Notice,
    Party,
    PartyState,
    Procurement,
    ProcurementFile,
    UnopenedLetter,
)
from goufu.procurement.models.procurements import ENDED
from goufu.procurement.papers import cases as case_papers
from goufu.procurement.papers import issued as papers
from goufu.procurement.papers.case_letters import letters_of, load_letters
from goufu.procurement.papers.emergency import FILING, REVIEW, lane_papers
from goufu.procurement.papers.ending import ENDING, ending_papers
from goufu.procurement.papers.reports import KIND, report_papers
from goufu.procurement.queries.cases import challenge_for, complaint_for, party_for
from goufu.procurement.queries.delegations import delegation_for
from goufu.procurement.queries.frameworks import call_off_for
from goufu.procurement.queries.procurements import notice_for, procurement_for
from goufu.procurement.review.talks import is_by_talks
from goufu.registry.agents import Agent
from goufu.registry.models import Body

UNDECIDED = (ComplaintState.RECEIVED, ComplaintState.SUPPLEMENT, ComplaintState.ACCEPTED)
WRITTEN_REPORT = DocumentKind(KIND, gettext_lazy("评审报告（照记录写出）"))
TALKS = DocumentKind(KIND, gettext_lazy("商定情况记录（照记录写出）"))
OTHER = DocumentKind("other", gettext_lazy("其他材料"), Permission.KEEP_PAPERS)
CONTENT = DocumentKind("content", gettext_lazy("投标里的文件"))
COPY = DocumentKind("copy", gettext_lazy("指定媒体发布的存档"), Permission.KEEP_NOTICES)
STAMPED = DocumentKind("stamped", gettext_lazy("盖章以后的扫描件"), Permission.KEEP_NOTICES)
PAPER = DocumentKind(papers.NOTICE, gettext_lazy("公告（原件）"))
REPLY = DocumentKind(papers.REPLY, gettext_lazy("采购方式批复"))
REPLY_WORD = DocumentKind(papers.REPLY_WORD, gettext_lazy("采购方式批复（可以改的）"))
LANE_FILING = DocumentKind(FILING, gettext_lazy("紧急采购报备书"))
LANE_REVIEW = DocumentKind(REVIEW, gettext_lazy("紧急采购审查意见"))
ENDED_RECORD = DocumentKind(ENDING, gettext_lazy("终止采购记录"))
FILE = DocumentKind(papers.FILE, gettext_lazy("采购文件（定稿）"))
FILE_WORD = DocumentKind(papers.FILE_WORD, gettext_lazy("采购文件（可以改的）"))
CHANGEABLE = gettext_lazy("（可以改的）")
ANSWER = DocumentKind(case_papers.ANSWER, gettext_lazy("质疑答复函"))
ANSWER_WORD = DocumentKind(case_papers.ANSWER_WORD, gettext_lazy("质疑答复函（可以改的）"))
DECISION = DocumentKind(case_papers.DECISION, gettext_lazy("投诉处理决定书（照决定写出）"))
DECISION_WORD = DocumentKind(case_papers.DECISION_WORD, gettext_lazy("投诉处理决定书（可以改的）"))
WORD = DocumentKind(papers.NOTICE_WORD, gettext_lazy("公告（可以改的，送指定媒体用）"))


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
            report,
            *(DocumentKind(each.kind, report.word) for each in reports if each.kind != KIND),
            OTHER,
            FILE,
            FILE_WORD,
            REPLY,
            REPLY_WORD,
            ENDED_RECORD,
            *((LANE_FILING, LANE_REVIEW) if is_lane(method) else ()),
        ),
        papers=(
            *(papers.file_papers_of(file) if file and file.fixed_at else ()),
            *papers.replies_of(seen),
            *reports,
            *ending_papers(seen),
            *lane_papers(seen),
        ),
        closed=_("采购已经结束，不能再上传文件") if seen.state in ENDED else "",
    )


def _reports(seen: Procurement) -> Iterable[Paper]:
    return () if seen.is_planned else report_papers(seen)


def challenge(agent: Agent | None, kind: str, number: int) -> Subject:
    """The document subject of a challenge. Raises NotFound where the agent may not see it."""
    if agent is None:
        raise NotFound
    return challenge_as_subject(challenge_for(agent, number))


def challenge_as_subject(seen: Challenge) -> Subject:
    """The document subject of a challenge: the letter with its evidence, the answer, the proof of service."""
    kinds = (
        _own_evidence(seen.challenger, seen.state == ChallengeState.RECEIVED),
        DocumentKind("challenge", gettext_lazy("质疑函和证明材料"), Permission.KEEP_CHALLENGES),
        DocumentKind("challenge_answer", gettext_lazy("质疑答复"), Permission.KEEP_CHALLENGES),
        DocumentKind("service", gettext_lazy("送达回证"), Permission.KEEP_CHALLENGES),
        OTHER,
        ANSWER,
        ANSWER_WORD,
        *_letter_kinds("challenge"),
    )
    return Subject(
        thing=seen,
        title=str(seen),
        url=reverse("procurement:challenge", args=[seen.pk]),
        kinds=kinds,
        papers=(*case_papers.answers_of(seen), *letters_of(seen)),
    )


def _letter_kinds(of: str) -> Iterator[DocumentKind]:
    """The kinds of the letters that follow from the steps of such a case."""
    for each in load_letters().values():
        if each.of == of:
            paper, word = each.kinds
            yield DocumentKind(paper, gettext_lazy(each.title))
            yield DocumentKind(
                word, format_lazy("{title}{mark}", title=gettext_lazy(each.title), mark=CHANGEABLE)
            )


def _own_evidence(provider: Body, is_open: bool) -> DocumentKind:
    """What the provider uploads itself, while nothing is decided."""
    may = Permission.BID if is_open else None
    return DocumentKind("evidence", gettext_lazy("供应商上传的证明材料"), may, on=provider)


def delegation(agent: Agent | None, kind: str, number: int) -> Subject:
    """The document subject of a delegation. Raises NotFound where the agent may not see it."""
    if agent is None:
        raise NotFound
    return delegation_as_subject(delegation_for(agent, number))


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


def delegation_as_subject(seen: Delegation) -> Subject:
    """The document subject of a delegation: the agreement that both have signed, the receipt for the papers."""
    kinds = (
        DocumentKind("agreement", gettext_lazy("委托代理协议"), Permission.WRITE_PROCUREMENT),
        DocumentKind("receipt", gettext_lazy("资料移交清单和签收"), Permission.WRITE_PROCUREMENT),
        DocumentKind(papers.AGREEMENT, gettext_lazy("委托代理协议（照委托写出）")),
        DocumentKind(papers.AGREEMENT_WORD, gettext_lazy("委托代理协议（可以改的）")),
    )
    return Subject(
        thing=seen,
        title=str(seen),
        url=reverse("procurement:delegation", args=[seen.pk]),
        kinds=kinds,
        papers=papers.agreements_of(seen),
    )


def complaint(agent: Agent | None, kind: str, number: int) -> Subject:
    """The document subject of a complaint. Raises NotFound where the agent may not see it."""
    if agent is None:
        raise NotFound
    return complaint_as_subject(complaint_for(agent, number))


def complaint_as_subject(seen: Complaint) -> Subject:
    """The document subject of a complaint: what each side gave in, what the office sent and decided."""
    office = Permission.DECIDE_COMPLAINT
    kinds = (
        _own_evidence(seen.complainant, seen.state in UNDECIDED),
        DocumentKind("complaint", gettext_lazy("投诉书和证明材料"), office),
        DocumentKind("decision", gettext_lazy("投诉处理决定书"), office),
        DocumentKind("service", gettext_lazy("送达回证"), office),
        DocumentKind("other_case", gettext_lazy("其他材料"), office),
        DECISION,
        DECISION_WORD,
        *_letter_kinds("complaint"),
    )
    return Subject(
        thing=seen,
        title=str(seen),
        url=reverse("procurement:complaint", args=[seen.pk]),
        kinds=kinds,
        papers=(*case_papers.decisions_of(seen), *letters_of(seen)),
    )


def party(agent: Agent | None, kind: str, number: int) -> Subject:
    """The document subject of a party to a complaint. Raises NotFound where the agent may not see it."""
    if agent is None:
        raise NotFound
    return party_as_subject(party_for(agent, number), agent)


def party_as_subject(seen: Party, agent: Agent) -> Subject:
    """The document subject of a party: its letter once it has received it, what it gave in, the decision on the complaint."""
    own = Permission.ANSWER_COMPLAINTS if seen.state == PartyState.RECEIVED else None
    office, told = Permission.DECIDE_COMPLAINT, is_told(seen, agent)
    return Subject(
        thing=seen,
        title=str(seen),
        url=reverse("procurement:party", args=[seen.pk]),
        kinds=(
            DocumentKind("party_evidence", gettext_lazy("当事人的证据和有关材料"), own),
            DocumentKind("party_answer", gettext_lazy("收到的书面说明"), office),
            DocumentKind("service", gettext_lazy("送达回证"), office),
            DECISION,
            DECISION_WORD,
            *(_letter_kinds("party") if told else ()),
        ),
        history_of=seen.complaint,
        papers=(*case_papers.decisions_for(seen), *(letters_of(seen) if told else ())),
    )


def is_told(seen: Party, agent: Agent) -> bool:
    """Whether the agent reads the copy: the party once it has received it, the office and who sees the complaint always."""
    return seen.state != PartyState.SENT or agent.may_on(Permission.SEE_PROCUREMENTS, seen.complaint)


def letter(agent: Agent | None, kind: str, number: int) -> Subject:
    """The document subject of a letter: the purchaser's, and its bidder's. Raises NotFound for others."""
    found = Letter.objects.select_related("award", "response__bidder__place").filter(pk=number)
    seen = found.select_related("response__procurement__purchaser__place").first()
    if agent is None or seen is None or not _may_read(agent, seen):
        raise NotFound
    procurement = seen.response.procurement
    is_own = agent.may_on(Permission.HOLD_REVIEW, procurement)
    return Subject(
        thing=seen,
        title=f"{procurement.title}：{case_papers.title_of(seen)}",
        url=reverse("procurement:review" if is_own else "procurement:announced", args=[procurement.pk]),
        kinds=(
            DocumentKind(case_papers.LETTER, gettext_lazy("结果的通知书")),
            DocumentKind(case_papers.LETTER_WORD, gettext_lazy("结果的通知书（可以改的）")),
        ),
        history_of=procurement,
        papers=case_papers.papers_of_letter(seen),
    )


def unopened_letter(agent: Agent | None, kind: str, number: int) -> Subject:
    """The document subject of a letter on envelopes that went back: the purchaser's, and its bidder's. Raises NotFound for others."""
    rows = UnopenedLetter.objects.select_related("opening__procurement__purchaser__place", "bidder__place")
    seen = rows.filter(pk=number).first()
    if agent is None or seen is None:
        raise NotFound
    procurement = seen.opening.procurement
    is_own = agent.may_on(Permission.HOLD_OPENING, procurement)
    if not is_own and not agent.may_on(Permission.SEE_BIDS, seen.bidder):
        raise NotFound
    return Subject(
        thing=seen,
        title=f"{procurement.title}：{case_papers.UNOPENED}",
        url=reverse("procurement:opening", args=[procurement.pk]),
        kinds=(
            DocumentKind(case_papers.LETTER, gettext_lazy("没有开启的告知书")),
            DocumentKind(case_papers.LETTER_WORD, gettext_lazy("没有开启的告知书（可以改的）")),
        ),
        history_of=procurement,
        papers=case_papers.papers_of_unopened(seen),
    )


def _may_read(agent: Agent, letter: Letter) -> bool:
    return agent.may_on(Permission.HOLD_REVIEW, letter.response.procurement) or agent.may_on(
        Permission.SEE_BIDS, letter.response.bidder
    )


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


def bid(agent: Agent | None, kind: str, number: int) -> Subject:
    """The document subject of a bid: what was in it, once it was opened. Raises NotFound before, and for the envelope itself."""
    if agent is None:
        raise NotFound
    found = Bid.objects.select_related(
        "bidder", "envelope__opening__procurement__purchaser__place", "procurement"
    ).filter(pk=number, envelope__state__in=(EnvelopeState.OPENED, EnvelopeState.SHOWN))
    seen = found.first()
    if seen is None or not (
        agent.may_on(Permission.SEE_BIDS, seen)
        or agent.may_on(Permission.SEE_PROCUREMENTS, seen.envelope.opening)
    ):
        raise NotFound
    return Subject(
        thing=seen,
        title=f"{seen.procurement.title}：{seen.bidder.name}",
        url=reverse("procurement:opening", args=[seen.procurement_id]),
        kinds=(CONTENT,),
        closed=_("投标里的文件不能改"),
    )
