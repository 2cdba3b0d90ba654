"""Where to begin: what can be tried now in procurement, and on whose seats, found in what has happened, also after the clock was moved."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from goufu import wall_clock
from goufu.core.roles import Role
from goufu.demo.personas import held
from goufu.procurement.models import (
    Bid,
    CallOffOffer,
    Challenge,
    ChallengeState,
    Complaint,
    OfferState,
    PanelMember,
    Participation,
    ParticipationState,
    Procurement,
    ProcurementState,
)
from goufu.procurement.models.complaints import UNDECIDED
from goufu.registry.models import Appointment


@dataclass(frozen=True, slots=True)
class Start:
    """What can be tried: of which thing, on the page at `to`, from each of these seats."""

    what: str | Promise
    title: str
    to: str
    seats: list[Appointment]


def starts() -> list[Start]:
    """One of each kind, as far as there is one and somebody sits there."""
    return [each for each in _Found().all() if each.seats]


class _Found:
    """What waits now, with today's appointments by person and body."""

    @cached_property
    def _held(self) -> list[Appointment]:
        return held(Role.PURCHASING_OFFICER, Role.PURCHASING_LEAD, Role.FINANCE_OFFICER, Role.PROVIDER_AGENT)

    def all(self) -> Iterator[Start]:
        yield from self._bidding()
        yield from self._opening()
        yield from self._review()
        yield from self._settling()
        yield from self._choosing()
        yield from self._challenge()
        yield from self._complaint()

    def _seats(self, bodies: Iterable[int], role: Role) -> list[Appointment]:
        """The first who holds the role in each of the bodies."""
        first = {each.body_id: each for each in reversed(self._held) if each.role == role}
        return [first[body] for body in dict.fromkeys(bodies) if body in first]

    def _bidding(self) -> Iterator[Start]:
        now = wall_clock.now()
        found = _sealed().filter(bid_deadline_at__gt=now).order_by("bid_deadline_at").first()
        if found is None:
            return
        sent = Bid.objects.filter(procurement=found).values("bidder")
        taking = Participation.objects.filter(procurement=found, state=ParticipationState.TAKING_PART)
        bodies = taking.exclude(bidder__in=sent).order_by("pk").values_list("bidder", flat=True)
        to = reverse("procurement:announced", args=[found.pk])
        yield Start(_("封标、送出"), found.title, to, self._seats(bodies, Role.PROVIDER_AGENT)[:1])

    def _opening(self) -> Iterator[Start]:
        due = _sealed().filter(bid_deadline_at__lte=wall_clock.now())
        found = due.exclude(openings__closed_at__isnull=False).order_by("-bid_deadline_at").first()
        if found is None:
            return
        custodians = found.custodians.values_list("person", flat=True)
        keepers = {each.person_id: each for each in self._held if each.person_id in custodians}
        officer = self._seats([found.purchaser_id], Role.PURCHASING_OFFICER)
        to = reverse("procurement:opening", args=[found.pk])
        yield Start(_("开启：主持人，保管人"), found.title, to, [*officer, *keepers.values()])

    def _review(self) -> Iterator[Start]:
        waiting = PanelMember.objects.filter(
            procurement__state=ProcurementState.RUNNING,
            procurement__responses__isnull=False,  # not one whose applications the panel examined
            signed_at=None,
            left_at=None,
        ).exclude(code_digest="", code_used_at=None)
        member = waiting.select_related("procurement").order_by("pk").first()
        if member is None:
            return
        found = member.procurement
        to = reverse("procurement:review", args=[found.pk])
        what = _("评审：发登录码，再用它进入评审")
        yield Start(what, found.title, to, self._seats([found.purchaser_id], Role.PURCHASING_OFFICER))

    def _settling(self) -> Iterator[Start]:
        offered = Procurement.objects.filter(
            state=ProcurementState.RUNNING,
            law_method="emergency",
            responses__isnull=False,
            reports__isnull=True,
        )
        found = offered.order_by("pk").first()
        if found is None:
            return
        to = reverse("procurement:review", args=[found.pk])
        officer = self._seats([found.purchaser_id], Role.PURCHASING_OFFICER)
        yield Start(_("紧急采购：审查资格，登记商定结果"), found.title, to, officer)

    def _choosing(self) -> Iterator[Start]:
        waiting = CallOffOffer.objects.filter(state=OfferState.PENDING).select_related("call_off", "member")
        found = waiting.order_by("pk").first()
        if found is None:
            return
        provider = self._seats([found.member.provider_id], Role.PROVIDER_AGENT)
        officer = self._seats([found.call_off.purchaser_id], Role.PURCHASING_OFFICER)
        to = reverse("procurement:call_off", args=[found.call_off_id])
        yield Start(_("框架协议：答复选用，登记选择"), found.call_off.title, to, [*provider, *officer])

    def _challenge(self) -> Iterator[Start]:
        waiting = Challenge.objects.filter(state=ChallengeState.RECEIVED).select_related("procurement")
        found = waiting.order_by("pk").first()
        if found is None:
            return
        to = reverse("procurement:challenge", args=[found.pk])
        lead = self._seats([found.procurement.purchaser_id], Role.PURCHASING_LEAD)
        asker = self._seats([found.challenger_id] if found.challenger_id else [], Role.PROVIDER_AGENT)
        yield Start(_("答复质疑"), found.procurement.title, to, [*lead, *asker])

    def _complaint(self) -> Iterator[Start]:
        waiting = Complaint.objects.filter(state__in=UNDECIDED).select_related("procurement")
        found = waiting.order_by("pk").first()
        if found is None:
            return
        to = reverse("procurement:complaint", args=[found.pk])
        office = self._seats([found.office_id], Role.FINANCE_OFFICER)
        asker = self._seats([found.complainant_id], Role.PROVIDER_AGENT)
        yield Start(_("处理投诉"), found.procurement.title, to, [*office, *asker])


def _sealed() -> QuerySet[Procurement]:
    """The procurements that run and whose bids are received sealed."""
    return Procurement.objects.filter(state=ProcurementState.RUNNING, sealing__isnull=False)
