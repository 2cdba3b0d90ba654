"""The documents of challenges and of complaints, and of each party to one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from django.urls import reverse
from django.utils.translation import gettext_lazy

from goufu.core.errors import NotFound
from goufu.core.permissions import Permission
from goufu.documents.subjects import DocumentKind, Subject, kinds_in_both
from goufu.procurement.actions.case_record import WITHDRAWAL
from goufu.procurement.documents.procurements import OTHER
from goufu.procurement.models import Challenge, ChallengeState, Complaint, Party, PartyState
from goufu.procurement.models.complaints import UNDECIDED
from goufu.procurement.papers import cases as case_papers
from goufu.procurement.papers.case_letters import letters_of, load_letters
from goufu.procurement.queries.cases import (
    challenge_for,
    complaint_for,
    party_for,
    reads_complaint,
    reads_decision,
)
from goufu.registry.agents import Agent
from goufu.registry.models import Body

IN_WORD = "_word"  # how the kinds of papers end that can be changed
ANSWER = kinds_in_both(case_papers.ANSWER, gettext_lazy("质疑答复函"))
DECISION = kinds_in_both(case_papers.DECISION, gettext_lazy("投诉处理决定书（照决定写出）"))


def challenge(agent: Agent | None, kind: str, number: int) -> Subject:
    """The document subject of a challenge. Raises NotFound where the agent may not see it."""
    if agent is None:
        raise NotFound
    return challenge_as_subject(challenge_for(agent, number), agent)


def challenge_as_subject(seen: Challenge, agent: Agent) -> Subject:
    """The document subject of a challenge: the letter with its evidence, the answer, the proof of service."""
    kinds = (
        _own_evidence(seen.challenger, seen.state == ChallengeState.RECEIVED),
        DocumentKind("challenge", gettext_lazy("质疑函和证明材料"), Permission.KEEP_CHALLENGES),
        DocumentKind(WITHDRAWAL, gettext_lazy("供应商的撤回材料"), Permission.KEEP_CHALLENGES),
        DocumentKind("challenge_answer", gettext_lazy("质疑答复"), Permission.KEEP_CHALLENGES),
        DocumentKind("service", gettext_lazy("送达回证"), Permission.KEEP_CHALLENGES),
        OTHER,
        *ANSWER,
        *_letter_kinds("challenge"),
    )
    subject = Subject(
        thing=seen,
        title=str(seen),
        url=reverse("procurement:challenge", args=[seen.pk]),
        kinds=kinds,
        papers=(*case_papers.answers_of(seen), *letters_of(seen)),
    )
    return _for_reader(subject, agent, Permission.KEEP_CHALLENGES)


def complaint(agent: Agent | None, kind: str, number: int) -> Subject:
    """The document subject of a complaint. Raises NotFound where the agent may not see it."""
    if agent is None:
        raise NotFound
    return complaint_as_subject(complaint_for(agent, number), agent)


def complaint_as_subject(seen: Complaint, agent: Agent) -> Subject:
    """The document subject of a complaint: what each side gave in, what the office sent and decided.

    A party that has not received its copy, or the decision, reads the office's letters alone.
    """
    office = Permission.DECIDE_COMPLAINT
    kinds = [*_letter_kinds("complaint")]
    if reads_complaint(agent, seen):
        kinds += (
            _own_evidence(seen.complainant, seen.state in UNDECIDED),
            DocumentKind("complaint", gettext_lazy("投诉书和证明材料"), office),
            DocumentKind(WITHDRAWAL, gettext_lazy("供应商的撤回材料"), office),
            DocumentKind("service", gettext_lazy("送达回证"), office),
            DocumentKind("other_case", gettext_lazy("其他材料"), office),
        )
    is_told = reads_decision(agent, seen)
    if is_told:
        kinds += (DocumentKind("decision", gettext_lazy("投诉处理决定书"), office), *DECISION)
    subject = Subject(
        thing=seen,
        title=str(seen),
        url=reverse("procurement:complaint", args=[seen.pk]),
        kinds=(*kinds,),
        papers=(*(case_papers.decisions_of(seen) if is_told else ()), *letters_of(seen)),
    )
    return _for_reader(subject, agent, office)


def party(agent: Agent | None, kind: str, number: int) -> Subject:
    """The document subject of a party to a complaint. Raises NotFound where the agent may not see it."""
    if agent is None:
        raise NotFound
    return party_as_subject(party_for(agent, number), agent)


def party_as_subject(seen: Party, agent: Agent) -> Subject:
    """The document subject of a party: its letter and the decision once it has received them, what it gave in."""
    own = Permission.ANSWER_COMPLAINTS if seen.state == PartyState.RECEIVED else None
    office, told = Permission.DECIDE_COMPLAINT, reads_complaint(agent, seen.complaint)
    is_decided = reads_decision(agent, seen.complaint)
    subject = Subject(
        thing=seen,
        title=str(seen),
        url=reverse("procurement:party", args=[seen.pk]),
        kinds=(
            DocumentKind("party_evidence", gettext_lazy("当事人的证据和有关材料"), own),
            DocumentKind("party_answer", gettext_lazy("收到的书面说明"), office),
            DocumentKind("service", gettext_lazy("送达回证"), office),
            *(DECISION if is_decided else ()),
            *(_letter_kinds("party") if told else ()),
        ),
        papers=(
            *(case_papers.decisions_for(seen) if is_decided else ()),
            *(letters_of(seen) if told else ()),
        ),
    )
    return _for_reader(subject, agent, office)


def _for_reader(subject: Subject, agent: Agent, writes: Permission) -> Subject:
    """The subject as the agent may have it: what can be changed is for whoever writes it, others have the papers as they are."""
    if agent.may_on(writes, subject.thing):
        return subject
    return replace(
        subject,
        kinds=tuple(each for each in subject.kinds if not each.code.endswith(IN_WORD)),
        papers=tuple(each for each in subject.papers if not each.kind.endswith(IN_WORD)),
    )


def _letter_kinds(of: str) -> Iterator[DocumentKind]:
    """The kinds of the letters that follow from the steps of such a case."""
    for each in load_letters().values():
        if each.of == of:
            yield from kinds_in_both(each.kinds, gettext_lazy(each.title))


def _own_evidence(provider: Body, is_open: bool) -> DocumentKind:
    """What the provider uploads itself, while nothing is decided."""
    may = Permission.BID if is_open else None
    return DocumentKind("evidence", gettext_lazy("供应商上传的证明材料"), may, on=provider)
