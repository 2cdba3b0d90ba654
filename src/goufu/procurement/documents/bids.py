"""The documents of a bid that was opened, and of the letters to bidders."""

from __future__ import annotations

from dataclasses import replace

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goufu.core.errors import NotFound
from goufu.core.permissions import Permission
from goufu.documents.subjects import DocumentKind, Subject, kinds_in_both
from goufu.procurement.credit import PAGE
from goufu.procurement.models import Bid, CreditQuery, EnvelopeState, Invitation, Letter, UnopenedLetter
from goufu.procurement.models.served import Served
from goufu.procurement.papers import cases as case_papers
from goufu.procurement.queries.cases import reads_decision
from goufu.registry.agents import Agent

SERVICE = DocumentKind("service", gettext_lazy("送达回证"))  # of the office alone
SEEN = DocumentKind(PAGE, gettext_lazy("信用记录查询的网页"), Permission.HOLD_REVIEW)
CONTENT = DocumentKind("content", gettext_lazy("投标里的文件"))


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


def letter(agent: Agent | None, kind: str, number: int) -> Subject:
    """The document subject of a letter: the purchaser's, and its bidder's. Raises NotFound for others."""
    found = Letter.objects.select_related("award", "service", "response__bidder__place").filter(pk=number)
    found = found.select_related(
        "decision__complaint__office", "decision__complaint__procurement__purchaser__place"
    )
    seen = found.select_related("response__procurement__purchaser__place").first()
    if agent is None or seen is None or not _may_read(agent, seen):
        raise NotFound
    procurement = seen.response.procurement
    pages = (Permission.HOLD_REVIEW, "review"), (Permission.TELL_RESULT, "procurement")
    page = next((name for each, name in pages if agent.may_on(each, procurement)), "announced")
    url = reverse(f"procurement:{page}", args=[procurement.pk])
    if seen.decision and not agent.may_on(Permission.SEE_BIDS, seen.response.bidder):
        url = reverse("procurement:complaint", args=[seen.decision.complaint_id])
    return _for_reader(
        Subject(
            thing=seen,
            title=f"{procurement.title}：{case_papers.title_of(seen)}",
            url=url,
            kinds=(*kinds_in_both(case_papers.LETTER, gettext_lazy("结果的通知书")), SERVICE),
            history_of=procurement,
            papers=case_papers.papers_of_letter(seen),
        ),
        agent.may_on(Permission.SEE_BIDS, seen.response.bidder),
    )


def _for_reader(whole: Subject, is_addressee: bool) -> Subject:
    """The whole to who sent it; to whom it goes the letter, once it is received, which it is by being read."""
    if not is_addressee:
        return whole
    if not isinstance(whole.thing, Served) or whole.thing.served is None:
        return replace(whole, kinds=(), papers=())
    return replace(whole, kinds=tuple(each for each in whole.kinds if each != SERVICE))


def _may_read(agent: Agent, letter: Letter) -> bool:
    """The bidder, and whose letter it is: the purchaser's, or the office's of its decision, which a party reads from its receipt on."""
    if agent.may_on(Permission.SEE_BIDS, letter.response.bidder):
        return True
    if letter.decision and agent.may_on(Permission.DECIDE_COMPLAINT, letter.decision.complaint):
        return True
    is_told = letter.decision is None or reads_decision(agent, letter.decision.complaint)
    sides = Permission.HOLD_REVIEW, Permission.TELL_RESULT
    return is_told and any(agent.may_on(each, letter.response.procurement) for each in sides)


def unopened_letter(agent: Agent | None, kind: str, number: int) -> Subject:
    """The document subject of a letter on envelopes that went back: the purchaser's, and its bidder's. Raises NotFound for others."""
    rows = UnopenedLetter.objects.select_related(
        "opening__procurement__purchaser__place", "bidder__place", "service"
    )
    seen = rows.filter(pk=number).first()
    if agent is None or seen is None:
        raise NotFound
    procurement = seen.opening.procurement
    is_own = agent.may_on(Permission.HOLD_OPENING, procurement)
    if not is_own and not agent.may_on(Permission.SEE_BIDS, seen.bidder):
        raise NotFound
    whole = Subject(
        thing=seen,
        title=f"{procurement.title}：{case_papers.UNOPENED}",
        url=reverse("procurement:opening", args=[procurement.pk]),
        kinds=(*kinds_in_both(case_papers.LETTER, gettext_lazy("没有开启的告知书")), SERVICE),
        history_of=procurement,
        papers=case_papers.papers_of_unopened(seen),
    )
    return _for_reader(whole, not is_own)


def invitation(agent: Agent | None, kind: str, number: int) -> Subject:
    """The document subject of an invitation: how it was served. Raises NotFound but for the purchaser's side."""
    rows = Invitation.objects.filter(pk=number, passed_over="")
    seen = rows.select_related("candidate__of__procurement__purchaser__place").first()
    if (
        agent is None
        or seen is None
        or not agent.may_on(Permission.HOLD_REVIEW, seen.candidate.of.procurement)
    ):
        raise NotFound
    procurement = seen.candidate.of.procurement
    return Subject(
        thing=seen,
        title=f"{procurement.title}：投标邀请书",
        url=reverse("procurement:invitations", args=[procurement.pk]),
        kinds=(SERVICE,),
        history_of=procurement,
    )


def credit_query(agent: Agent | None, kind: str, number: int) -> Subject:
    """The document subject of a query of the credit lists: the pages that were seen. Raises NotFound but for the purchaser's side."""
    seen = (
        CreditQuery.objects.select_related("procurement__purchaser__place", "body").filter(pk=number).first()
    )
    if agent is None or seen is None or not agent.may_on(Permission.HOLD_REVIEW, seen.procurement):
        raise NotFound
    return Subject(
        thing=seen,
        title=f"{seen.procurement.title}：{seen.body.name}的信用记录",
        url=reverse("procurement:review", args=[seen.procurement_id]),
        kinds=(SEEN,),
        history_of=seen.procurement,
    )
