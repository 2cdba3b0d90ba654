"""Framework agreements as they stand: who is in, whose turn it is, how much was called off, and how many may be shortlisted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal

from django.db.models import Exists, Max, OuterRef, QuerySet, Sum
from django.utils import timezone

from goufu import wall_clock
from goufu.core.composed import Composed, Param
from goufu.core.errors import Refusal
from goufu.law.clock import workday_due
from goufu.planning.models import Project
from goufu.procurement.actions.planning import left_of
from goufu.procurement.methods import load_methods
from goufu.procurement.model import Method
from goufu.procurement.models import (
    ApplicationState,
    CallOff,
    CallOffOffer,
    CallOffState,
    Framework,
    FrameworkApplication,
    FrameworkMember,
    FrameworkState,
    MemberState,
    OfferState,
    Procurement,
    ProcurementState,
    Quote,
    Share,
)
from goufu.procurement.models.procurements import ENDED
from goufu.procurement.timing.counting import months_later
from goufu.registry.models import Body

SECOND_STAGE, DIRECT, COMPETITION, ROTATION = "order-110:second-stage", "direct", "competition", "rotation"
REVIEW = "framework_application_review_workdays"  # a parameter of the law
ANSWER, QUOTE = "call_off_answer_workdays", "quote_workdays"  # settings
CENT = Decimal("0.01")
MOST_TO_JOIN = 5
SETTLED = (OfferState.ACCEPTED, OfferState.REFUSED, OfferState.LAPSED)


def is_framework(method: Method | None) -> bool:
    """Whether several providers are taken into an agreement, from which is called off."""
    return method is not None and method.second_stage is not None


def most_shortlisted(qualified: int, percent: Decimal) -> int:
    """How many of those qualified may be shortlisted at most: at least one, and so many of a hundred, are kept out."""
    kept_out = int((qualified * percent / 100).to_integral_value(ROUND_CEILING))
    return max(qualified - max(kept_out, 1), 0)


def last_day(first: date, months: int) -> date:
    """The last day of so many months that begin on that day."""
    return months_later(first, months) - timedelta(days=1)


def workdays_from_now(setting: str) -> date:
    """The day on which so many working days, a setting of the office, are over."""
    return workday_due(wall_clock.today(), load_methods().settings[setting].value).day


def review_due(application: FrameworkApplication) -> date | None:
    """The last day to review it, as the law of the day on which it came says; None where no number is known."""
    came = timezone.localdate(application.applied_at)
    value = load_methods().book.parameters[REVIEW].at(came, "central", "100000")
    return workday_due(came, int(value.value)).day if value else None


def cost(quantity: Decimal, price: Decimal) -> Decimal:
    """What so many units cost, in yuan, rounded to the cent."""
    return (quantity * price).quantize(CENT, ROUND_HALF_UP)


def may_use(body: Body, procurement: Procurement) -> bool:
    """Whether a purchaser may call off: all of the same place as the one that concluded the agreement."""
    return body.place_id == procurement.purchaser.place_id


def is_over(framework: Framework) -> bool:
    return framework.state == FrameworkState.ENDED or framework.ends_on < wall_clock.today()


def open_calls(framework: Framework | OuterRef) -> QuerySet[CallOff]:
    """Its call-offs that are neither agreed on nor cancelled."""
    done = [CallOffState.AGREED, CallOffState.CANCELLED]
    return CallOff.objects.filter(framework=framework).exclude(state__in=done)


def left_over(on: date) -> QuerySet[Framework]:
    """The agreements that end by themselves and have not on that day, the oldest first.

    One of which a call-off is open, or to which somebody waits to be admitted, is left to people.
    """
    of_it = OuterRef("pk")
    waits = FrameworkApplication.objects.filter(framework=of_it, state=ApplicationState.RECEIVED)
    rows = Framework.objects.filter(~Exists(waits), ~Exists(open_calls(of_it)))
    return rows.filter(state=FrameworkState.ACTIVE, ends_on__lt=on).order_by("ends_on", "pk")


def joinable(procurement: Procurement) -> list[Framework]:
    """The agreements of an open call that a provider may still ask to join; none of a closed one's, whose term is past."""
    if procurement.framework_kind != "open":
        return []
    return [each for each in procurement.frameworks.select_related("procurement", "lot") if not is_over(each)]


def _joinable_on(day: Param) -> QuerySet[Framework]:
    rows = Framework.objects.filter(
        procurement__framework_kind="open",
        procurement__state=ProcurementState.RUNNING,
        state=FrameworkState.ACTIVE,
        starts_on__lte=day,
        ends_on__gte=day,
    )
    return rows.select_related("procurement__purchaser", "lot").order_by("-pk")[:MOST_TO_JOIN]


_TO_JOIN = Composed(lambda: _joinable_on(Param("day", Framework._meta.get_field("starts_on"))))


def to_join() -> list[Framework]:
    """The newest open agreements that a provider may ask to join today, so many at most as are shown above a list."""
    return _TO_JOIN.all(day=wall_clock.today())


def refuse_over(framework: Framework) -> None:
    """Raises Refusal outside the agreement's days, and where its procurement has ended."""
    if framework.procurement.state in ENDED:
        raise Refusal("签订框架协议的采购已经终止", "不再选用、不再加入；还要的，重新征集")
    if framework.state == FrameworkState.ENDED:
        raise Refusal("框架协议已经结束", "不再选用、不再加入；还要的，重新征集")
    if framework.ends_on < wall_clock.today():
        raise Refusal(
            f"框架协议{framework.ends_on}期满",
            "不再选用、不再加入；还要的，重新征集",
            articles=["order-110:duration"],
        )
    if framework.starts_on > wall_clock.today():
        raise Refusal(f"框架协议从{framework.starts_on}开始", "到那一天再选用")


def members_in(framework: Framework) -> list[FrameworkMember]:
    """Those who can be chosen now, by their turns."""
    return list(framework.members.filter(state=MemberState.IN).select_related("provider__place"))


def called(framework: Framework) -> Decimal:
    """What all call-offs cost together, in yuan, with the most that open ones may cost."""
    rows = framework.call_offs.exclude(state=CallOffState.CANCELLED)
    return rows.aggregate(sum=Sum("amount"))["sum"] or Decimal(0)


def room_of(project: Project, framework: Framework) -> Decimal:
    """How much of the project can still be called off of the agreement: what is left, and what its own share still holds."""
    shared = Share.objects.filter(procurement=framework.procurement_id, project=project)
    taken = CallOff.objects.filter(framework__procurement=framework.procurement_id, project=project)
    share = shared.aggregate(sum=Sum("amount"))["sum"] or Decimal(0)
    spent = taken.exclude(state=CallOffState.CANCELLED).aggregate(sum=Sum("amount"))["sum"] or Decimal(0)
    return left_of(project) + max(share - spent, Decimal(0))


def asked_already(call_off: CallOff) -> set[int]:
    """The members to whom it was offered; in a competition, since all were last asked for quotes."""
    rows = call_off.offers.all()
    if call_off.quotes_from:
        rows = rows.filter(offered_at__gt=call_off.quotes_from)
    return set(rows.values_list("member", flat=True))


def next_in_turn(framework: Framework, without: set[int]) -> FrameworkMember | None:
    """Whose turn it is: of those who are in and not left out who answered, or let the days go by, longest ago.

    Whoever has an offer to answer is passed over while others have none; one that was taken back took nobody's turn, so that
    it comes again although another one's offer of the same time was answered. Who joined later begins behind those before it.
    """
    rows = CallOffOffer.objects.filter(call_off__framework=framework)
    settled = rows.filter(state__in=SETTLED)
    last = dict(settled.values_list("member").annotate(last=Max("pk")).order_by())
    pending = Counter(rows.filter(state=OfferState.PENDING).values_list("member", flat=True))
    able = [each for each in members_in(framework) if each.pk not in without]
    if late := [each for each in able if each.pk not in last and each.joined_on > framework.starts_on]:
        days = list(settled.values_list("offered_at__date").annotate(last=Max("pk")).order_by())
        for each in late:
            last[each.pk] = max((pk for day, pk in days if day < each.joined_on), default=0)
    able.sort(key=lambda each: (last.get(each.pk, 0), each.turn))
    return min(able, key=lambda each: pending[each.pk], default=None)


def last_quotes(call_off: CallOff) -> list[Quote]:
    """What each provider in it quotes since all were last asked, the lowest first; to be asked only when the quotes are over."""
    rows = call_off.quotes.select_related("member__provider__place").order_by("pk")
    if call_off.quotes_from:
        rows = rows.filter(at__gte=call_off.quotes_from)
    last = {each.member_id: each for each in rows}
    return sorted(
        (each for each in last.values() if each.member.state == MemberState.IN),
        key=lambda each: (each.price, each.pk),
    )


def lowest(quotes: Sequence[Quote], without: set[int]) -> list[Quote]:
    """Those who quote the least, of those not left out; several where they quote the same."""
    left = [each for each in quotes if each.member_id not in without]
    return [each for each in left if each.price == left[0].price]
