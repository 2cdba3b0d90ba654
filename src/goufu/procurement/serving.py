"""Letters to suppliers, of whichever kind: to whom they go, who registers their service, and how each was served."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Model, QuerySet

from goufu.core.errors import NotFound
from goufu.core.permissions import Permission
from goufu.journal.naming import kind_of
from goufu.procurement.invitations import invited_to, own_invitations
from goufu.procurement.models import Invitation, Letter, LetterService, Procurement, UnopenedLetter
from goufu.procurement.papers.cases import UNOPENED, title_of
from goufu.procurement.queries.finding import own_letters
from goufu.procurement.queries.sealed import own_unopened_letters
from goufu.procurement.review.rounds import letters_of
from goufu.registry.agents import Agent
from goufu.registry.models import Body
from goufu.wall_clock import CHINA

INVITATION = "投标邀请书"


@dataclass(frozen=True, slots=True)
class Mail:
    """A letter with what its service asks. `permission`, on `whose`: to register how it was served. `field`: of LetterService."""

    letter: Letter | UnopenedLetter | Invitation
    field: str
    title: str
    number: str
    day: date
    addressee: Body
    procurement: Procurement
    permission: Permission
    whose: Model

    @property
    def kind(self) -> str:
        """As addresses and documents name its kind."""
        return kind_of(self.letter)

    @property
    def service(self) -> LetterService | None:
        """How it was served; None while it is not."""
        return self.letter.served


def mail_of(letter: Letter | UnopenedLetter | Invitation) -> Mail:
    """What is to be known of the letter."""
    if isinstance(letter, Invitation):
        bidder, procurement = letter.candidate.body, letter.candidate.of.procurement
        day = letter.at.astimezone(CHINA).date()
        return Mail(
            letter,
            "invitation",
            INVITATION,
            "",
            day,
            bidder,
            procurement,
            Permission.HOLD_REVIEW,
            procurement,
        )
    if isinstance(letter, UnopenedLetter):
        procurement = letter.opening.procurement
        return Mail(
            letter,
            "unopened",
            UNOPENED,
            letter.number,
            letter.day,
            letter.bidder,
            procurement,
            Permission.HOLD_OPENING,
            procurement,
        )
    procurement = letter.response.procurement
    decided = letter.decision
    return Mail(
        letter,
        "letter",
        title_of(letter),
        letter.number,
        letter.day,
        letter.response.bidder,
        procurement,
        Permission.DECIDE_COMPLAINT if decided else Permission.TELL_RESULT,
        decided.complaint if decided else procurement,
    )


_PURCHASER = "purchaser__place"
_LETTERS = Letter.objects.select_related(
    "service",
    "response__bidder",
    f"response__procurement__{_PURCHASER}",
    f"decision__complaint__procurement__{_PURCHASER}",
)
_UNOPENED = UnopenedLetter.objects.select_related("service", "bidder", f"opening__procurement__{_PURCHASER}")
_INVITATIONS = Invitation.objects.filter(passed_over="").select_related(
    "service", "candidate__body", f"candidate__of__procurement__{_PURCHASER}"
)
# By the kinds of their documents: all of them, and those to an agent's body.
_KINDS: dict[str, tuple[QuerySet[Any], Callable[[Agent], QuerySet[Any]]]] = {
    "letter": (_LETTERS, own_letters),
    "unopenedletter": (_UNOPENED, own_unopened_letters),
    "invitation": (_INVITATIONS, own_invitations),
}


def mail_for_office(agent: Agent, kind: str, number: int) -> Mail:
    """The letter for who may see that it was sent. Raises NotFound."""
    found = mail_numbered(kind, number)
    is_decision = found.permission == Permission.DECIDE_COMPLAINT
    if not agent.may_on(found.permission if is_decision else Permission.SEE_PROCUREMENTS, found.whose):
        raise NotFound
    return found


def own_mail(agent: Agent, kind: str, number: int) -> Mail:
    """The letter for the supplier to whom it goes. Raises NotFound."""
    if kind in _KINDS and _KINDS[kind][1](agent).filter(pk=number).exists():
        return mail_numbered(kind, number)
    raise NotFound


def mail_numbered(kind: str, number: int) -> Mail:
    """The letter of that kind and number, whoever asks. Raises NotFound."""
    found = _KINDS[kind][0].filter(pk=number).first() if kind in _KINDS else None
    if found is None:
        raise NotFound
    return mail_of(found)


def mails_of(procurement: Procurement) -> Iterator[Mail]:
    """The letters of a procurement that count: invitations, of envelopes that went back, and of results."""
    found = (
        _INVITATIONS.filter(pk__in=invited_to(procurement)),
        _UNOPENED.filter(opening__procurement=procurement),
        _LETTERS.filter(pk__in=letters_of(procurement)),
    )
    yield from (mail_of(each) for rows in found for each in rows)
