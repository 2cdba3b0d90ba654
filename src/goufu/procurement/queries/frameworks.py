"""Queries of framework agreements and call-offs, as far as the agent may see them.

Purchasers see the agreements of their own place, which they may use; providers those that they are in, and open ones; finance
offices and auditors those in their scope.
"""

from __future__ import annotations

from typing import Any

from django.db.models import (
    Count,
    DecimalField,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
)
from django.db.models.functions import Coalesce

from goufu import wall_clock
from goufu.core.errors import NotFound
from goufu.core.permissions import Permission
from goufu.core.principal import visible
from goufu.core.rows import numbered
from goufu.procurement.frameworks.standing import last_quotes
from goufu.procurement.models import (
    CallOff,
    CallOffOffer,
    CallOffState,
    Framework,
    FrameworkApplication,
    FrameworkMember,
    FrameworkState,
    MemberState,
    OfferState,
    Quote,
    Supplement,
    UserChoice,
)
from goufu.registry.agents import Agent

_MONEY: DecimalField[Any, Any] = DecimalField(max_digits=20, decimal_places=2)


def frameworks(agent: Agent) -> QuerySet[Any]:
    """The agreements, the newest first, with `taken`, what was called off in yuan, and `in_it`, how many providers are in."""
    seen = visible(agent, Permission.SEE_PROCUREMENTS, Framework.SCOPE_FIELDS)
    if agent.may(Permission.WRITE_PROCUREMENT):
        seen |= Q(procurement__purchaser__place=agent.body.place_id)
    if agent.may(Permission.SEE_BIDS):
        own = FrameworkMember.objects.filter(framework=OuterRef("pk"), provider=agent.body)
        asked = Supplement.objects.filter(framework=OuterRef("pk"), concluded_at=None)
        is_open = Q(procurement__framework_kind="open") | Q(Exists(asked))
        seen |= Q(Exists(own)) | Q(is_open, state=FrameworkState.ACTIVE)
    return with_totals(Framework.objects.filter(seen)).order_by("-id")


def with_totals(rows: QuerySet[Framework]) -> QuerySet[Any]:
    taken = CallOff.objects.filter(framework=OuterRef("pk")).exclude(state=CallOffState.CANCELLED).order_by()
    there = FrameworkMember.objects.filter(framework=OuterRef("pk"), state=MemberState.IN).order_by()
    total = taken.values("framework").annotate(sum=Sum("amount")).values("sum")
    count = there.values("framework").annotate(count=Count("pk")).values("count")
    return rows.select_related("procurement__purchaser__place", "lot").annotate(
        taken=Coalesce(Subquery(total, output_field=_MONEY), Value(0, output_field=_MONEY)),
        in_it=Coalesce(Subquery(count, output_field=IntegerField()), Value(0)),
    )


def framework_for(agent: Agent, number: int) -> Any:
    """Raises NotFound."""
    return numbered(frameworks(agent), number)


def members_of(framework: Framework) -> list[Any]:
    """Its providers by their turns, each with `taken` in yuan, `deals`, `refusals`, and how many `persons` chose it themselves."""
    mine = CallOff.objects.filter(member=OuterRef("pk"), state=CallOffState.AGREED).order_by()
    refused = CallOffOffer.objects.filter(
        member=OuterRef("pk"), state__in=[OfferState.REFUSED, OfferState.LAPSED]
    ).order_by()
    return list(
        framework.members.select_related("provider").annotate(
            taken=Coalesce(
                Subquery(
                    mine.values("member").annotate(sum=Sum("amount")).values("sum"), output_field=_MONEY
                ),
                Value(0, output_field=_MONEY),
            ),
            deals=Coalesce(
                Subquery(
                    mine.values("member").annotate(count=Count("pk")).values("count"),
                    output_field=IntegerField(),
                ),
                Value(0),
            ),
            persons=Coalesce(
                Subquery(
                    mine.values("member").annotate(sum=Sum("persons")).values("sum"),
                    output_field=IntegerField(),
                ),
                Value(0),
            ),
            refusals=Coalesce(
                Subquery(
                    refused.values("member").annotate(count=Count("pk")).values("count"),
                    output_field=IntegerField(),
                ),
                Value(0),
            ),
        )
    )


def user_choices(agent: Agent) -> QuerySet[Any]:
    """The periods in which those served choose: of the agent's own body, and of agreements in its scope; the newest first."""
    lead = {name: f"framework__{path}" for name, path in Framework.SCOPE_FIELDS.items()}
    seen = visible(agent, Permission.SEE_PROCUREMENTS, UserChoice.SCOPE_FIELDS)
    seen |= visible(agent, Permission.SEE_PROCUREMENTS, lead)
    return (
        UserChoice.objects.filter(seen)
        .select_related(
            "framework__procurement__purchaser__place", "framework__lot", "project", "purchaser__place"
        )
        .annotate(
            chosen=Coalesce(
                Sum("call_offs__persons", filter=~Q(call_offs__state=CallOffState.CANCELLED)), Value(0)
            )
        )
        .annotate(left=F("persons") - F("chosen"))
        .order_by("-id")
    )


def user_choice_for(agent: Agent, number: int) -> Any:
    """Raises NotFound."""
    found = user_choices(agent).filter(pk=number).first()
    if found is None:
        raise NotFound
    return found


def by_bureau(framework: Framework) -> list[dict[str, Any]]:
    """What each purchaser has agreed on, the most first: name, number and sum, in yuan."""
    rows = framework.call_offs.filter(state=CallOffState.AGREED).order_by()
    found = rows.values("purchaser__name").annotate(deals=Count("pk"), taken=Sum("amount"))
    return [dict(each) for each in found.order_by("-taken")]


def call_offs(agent: Agent) -> QuerySet[Any]:
    """The call-offs: of the agent's own body, of agreements in its scope, and those offered to it or in which it may quote."""
    seen = visible(agent, Permission.SEE_PROCUREMENTS, CallOff.SCOPE_FIELDS)
    lead = {name: f"framework__{path}" for name, path in Framework.SCOPE_FIELDS.items()}
    seen |= visible(agent, Permission.SEE_PROCUREMENTS, lead)
    if agent.may(Permission.SEE_BIDS):
        own = CallOffOffer.objects.filter(call_off=OuterRef("pk"), member__provider=agent.body)
        may_quote = FrameworkMember.objects.filter(
            framework=OuterRef("framework"), provider=agent.body, state=MemberState.IN
        )
        seen |= Q(Exists(own)) | Q(Exists(may_quote), quotes_until__isnull=False)
    return (
        CallOff.objects.filter(seen)
        .select_related(
            "framework__procurement__purchaser__place",
            "framework__lot",
            "project",
            "purchaser__place",
            "member__provider",
            "choice",
        )
        .order_by("-id")
    )


def call_off_for(agent: Agent, number: int) -> Any:
    """Raises NotFound."""
    return numbered(call_offs(agent), number)


def offer_for(agent: Agent, number: int) -> Any:
    """The offer: to the agent's own body, or of a call-off that it may see as a purchaser. Raises NotFound."""
    found = numbered(_offers(), number)
    is_own = agent.may(Permission.SEE_BIDS) and found.member.provider_id == agent.body.pk
    if not is_own and not _sees_all(found.call_off, agent):
        numbered(CallOffOffer.objects.none(), number)
    return found


def offers_seen(call_off: CallOff, agent: Agent) -> list[CallOffOffer]:
    """The offers of a call-off: all to the purchasers of it and of its agreement, a provider's own to itself."""
    sees_all = _sees_all(call_off, agent)
    return [
        each
        for each in _offers().filter(call_off=call_off)
        if sees_all or each.member.provider_id == agent.body.pk
    ]


def quotes_seen(call_off: CallOff, agent: Agent) -> list[Quote]:
    """After the end everybody's, for the purchasers; a provider sees its own at any time."""
    if call_off.quotes_until is None:
        return []
    sees_all = _sees_all(call_off, agent) and call_off.quotes_until <= wall_clock.now()
    mine = agent.body.pk if agent.may(Permission.BID) else 0
    return [each for each in last_quotes(call_off) if sees_all or each.member.provider_id == mine]


def _sees_all(call_off: CallOff, agent: Agent) -> bool:
    return any(agent.may_on(Permission.SEE_PROCUREMENTS, each) for each in (call_off, call_off.framework))


def _offers() -> QuerySet[CallOffOffer]:
    return CallOffOffer.objects.select_related(
        "call_off__framework__procurement__purchaser__place",
        "call_off__purchaser__place",
        "member__provider__place",
    )


def member_for(agent: Agent, number: int) -> Any:
    """A provider of an agreement that the agent may see. Raises NotFound."""
    rows = FrameworkMember.objects.select_related(
        "framework__procurement__purchaser__place", "provider__place"
    )
    return numbered(rows.filter(framework__in=frameworks(agent).order_by().values("pk")), number)


def applications(agent: Agent) -> QuerySet[Any]:
    """The applications of the agent's body, and those to agreements in its scope; of a supplement once nobody can apply any more."""
    lead = {name: f"framework__{path}" for name, path in Framework.SCOPE_FIELDS.items()}
    is_over = Q(supplement=None) | Q(supplement__until__lte=wall_clock.now())
    seen = visible(agent, Permission.SEE_PROCUREMENTS, lead) & is_over
    seen |= visible(agent, Permission.SEE_BIDS, FrameworkApplication.SCOPE_FIELDS)
    return FrameworkApplication.objects.filter(seen).select_related(
        "framework__procurement__purchaser__place", "framework__lot", "provider__place", "supplement"
    )


def application_for(agent: Agent, number: int) -> Any:
    """Raises NotFound."""
    return numbered(applications(agent), number)
