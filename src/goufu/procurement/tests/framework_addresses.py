"""The arguments of the addresses of framework agreements, and many of what their list shows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

from goufu import wall_clock
from goufu.procurement.models import (
    CallOff,
    CallOffOffer,
    CallOffState,
    Framework,
    FrameworkApplication,
    FrameworkMember,
    MemberState,
    OfferState,
    Procurement,
    Share,
    Supplement,
    UserChoice,
)
from goufu.registry.tests.county import County, a_provider

Arguments = Callable[[County], dict[str, Any]]
OVER_THE_API = {  # by the route's name the page that is about the same thing
    "shortlist": "shortlist",
    "agree": "conclude_framework",
    "framework": "framework",
    "apply-to-join": "join_framework",
    "make-call-off": "new_call_off",
    "application": "framework_application",
    "conclude-supplement": "conclude_supplement",
    "call-off": "call_off",
    "open-user-choice": "new_user_choice",
    "user-choice": "user_choice",
    "record-choices": "record_choices",
    "quote": "quote",
    "offer": "call_off_offer",
    **{f"{verb}-framework": verb for verb in ("call-supplement", "end-framework")},
    **{
        f"{verb}-frameworkmember": verb
        for verb in ("suspend-member", "restore-member", "remove-member", "leave-framework")
    },
    **{
        f"{verb}-frameworkapplication": verb
        for verb in ("admit-application", "refuse-application", "withdraw-application")
    },
    **{
        f"{verb}-calloff": verb
        for verb in ("offer", "ask-quotes", "lapse", "cancel-call-off", "sign-call-off", "change-choice")
    },
    **{f"{verb}-calloffoffer": verb for verb in ("accept-offer", "refuse-offer", "judge-refusal")},
}


def _later() -> str:
    return (wall_clock.now() + timedelta(days=9)).isoformat()


SENT: dict[str, Callable[[County], dict[str, Any]]] = {
    "api:shortlist": lambda county: {"count": 1},
    "api:agree": lambda county: {
        "unit": "小时",
        "total_limit": "50000",
        "starts_on": str(wall_clock.today()),
    },
    "api:apply-to-join": lambda county: {"text": "持证护理员八名", "meets_conditions": True},
    "api:make-call-off": lambda county: {
        "project": Share.objects.values_list("project", flat=True).latest("pk"),
        "title": "上门护理",
        "quantity": "10",
    },
    "api:open-user-choice": lambda county: {
        "project": Share.objects.values_list("project", flat=True).latest("pk"),
        "title": "居家养老",
        "persons": 30,
        "per_person": "10",
        "starts_on": str(wall_clock.today()),
        "ends_on": str(wall_clock.today() + timedelta(days=90)),
    },
    "api:record-choices": lambda county: {
        "chosen": [{"member": FrameworkMember.objects.latest("pk").pk, "persons": 2}],
        "day": str(wall_clock.today()),
    },
    "api:change-choice-calloff": lambda county: {
        "member": FrameworkMember.objects.latest("pk").pk,
        "persons": 2,
        "quantity": "20",
        "day": str(wall_clock.today()),
        "reason": "搬家以后离得更近",
    },
    "api:conclude-supplement": lambda county: {"admitted": [], "record": "照价格从低到高"},
    "api:quote": lambda county: {"price": "45"},
    "api:call-supplement-framework": lambda county: {"reason": "剩得太少", "until": _later()},
    "api:remove-member-frameworkmember": lambda county: {"ground": "debarred", "reason": "被禁止参加"},
    "api:ask-quotes-calloff": lambda county: {"quotes_until": _later()},
    "api:sign-call-off-calloff": lambda county: {"day": str(wall_clock.today())},
    "api:judge-refusal-calloffoffer": lambda county: {"is_justified": True, "reason": "这周确实没有人手"},
}


def of_frameworks(a_running_procurement: Arguments) -> dict[str, Arguments]:
    """By address, given how a running procurement is made."""

    def a_framework(county: County, kind: str = "open") -> Framework:
        number = a_running_procurement(county)["number"]
        Procurement.objects.filter(pk=number).update(
            method=f"framework_{kind}", law_method="framework_agreement", framework_kind=kind
        )
        today = wall_clock.today()
        return Framework.objects.create(
            procurement_id=number,
            way="direct",
            unit="小时",
            ceiling=Decimal(60),
            total_limit=Decimal(50_000),
            starts_on=today,
            ends_on=today + timedelta(days=365),
            concluded_by=county.officer.person,
            concluded_at=wall_clock.now(),
        )

    def a_member(county: County, state: MemberState = MemberState.IN) -> FrameworkMember:
        return FrameworkMember.objects.create(
            framework=a_framework(county),
            provider=a_provider(county),
            price=Decimal(50),
            turn=1,
            joined_on=wall_clock.today(),
            state=state,
            reason="" if state == MemberState.IN else "投诉正在调查",
        )

    def a_call_off(county: County, state: CallOffState = CallOffState.OFFERED) -> CallOff:
        member = a_member(county)
        [share] = member.framework.procurement.shares.all()
        is_agreed, now = state == CallOffState.AGREED, wall_clock.now()
        return CallOff.objects.create(
            framework=member.framework,
            project=share.project,
            purchaser=county.civil,
            number=f"{county.place.code}-{share.pk}",
            title="城关镇上门护理",
            quantity=Decimal(100),
            amount=Decimal(5_000),
            state=state,
            member=member if is_agreed else None,
            agreed_on=wall_clock.today() if is_agreed else None,
            quotes_until=now + timedelta(days=9) if state == CallOffState.QUOTING else None,
            called_by=county.officer.person,
            called_at=now,
        )

    def a_choice(county: County) -> UserChoice:
        framework = a_member(county).framework
        Procurement.objects.filter(pk=framework.procurement_id).update(framework_case="service_users_choose")
        [share] = framework.procurement.shares.all()
        today = wall_clock.today()
        return UserChoice.objects.create(
            framework=framework,
            project=share.project,
            purchaser=county.civil,
            title="居家养老",
            persons=30,
            per_person=Decimal(10),
            starts_on=today,
            ends_on=today + timedelta(days=90),
            opened_by=county.officer.person,
            opened_at=wall_clock.now(),
        )

    def an_agreement_by_users(county: County) -> Framework:
        return a_choice(county).framework

    def a_refused_choice(county: County) -> CallOff:
        offer, choice = an_offer(county, OfferState.REFUSED), a_choice(county)
        CallOff.objects.filter(pk=offer.call_off_id).update(choice=choice, persons=10)
        return offer.call_off

    def an_offer(county: County, state: OfferState = OfferState.PENDING) -> CallOffOffer:
        called = a_call_off(
            county, CallOffState.OFFERED if state == OfferState.PENDING else CallOffState.CHOOSING
        )
        return CallOffOffer.objects.create(
            call_off=called,
            member=called.framework.members.get(),
            price=Decimal(50),
            offered_by=county.officer.person,
            offered_at=wall_clock.now(),
            answer_by=wall_clock.today() + timedelta(days=5),
            state=state,
            reason="这周没有人手可派" if state == OfferState.REFUSED else "",
        )

    def an_application(county: County) -> FrameworkApplication:
        return FrameworkApplication.objects.create(
            framework=a_framework(county),
            provider=a_provider(county),
            price=Decimal(60),
            text="持证护理员八名",
            applied_by=county.officer.person,
            applied_at=wall_clock.now(),
        )

    def a_supplement(county: County) -> Supplement:
        return Supplement.objects.create(
            framework=a_framework(county, "closed"),
            reason="退出两家，剩得太少",
            until=wall_clock.now(),
            shortlisted=4,
            remaining=2,
            called_by=county.officer.person,
            called_at=wall_clock.now(),
        )

    def numbered(make: Callable[[County], Any]) -> Arguments:
        return lambda county: {"number": make(county).pk}

    framework, member = numbered(a_framework), numbered(a_member)
    application = numbered(an_application)
    found: dict[str, Arguments] = {
        **dict.fromkeys(("shortlist", "conclude_framework"), a_running_procurement),
        **dict.fromkeys(
            ("framework", "join_framework", "new_call_off", "call-supplement", "end-framework"), framework
        ),
        **dict.fromkeys(("framework_member", "suspend-member", "remove-member", "leave-framework"), member),
        "restore-member": numbered(lambda county: a_member(county, MemberState.SUSPENDED)),
        **dict.fromkeys(
            ("framework_application", "admit-application", "refuse-application", "withdraw-application"),
            application,
        ),
        "conclude_supplement": numbered(a_supplement),
        **dict.fromkeys(("call_off", "cancel-call-off"), numbered(a_call_off)),
        "lapse": numbered(lambda county: an_offer(county).call_off),
        **dict.fromkeys(
            ("offer", "ask-quotes"), numbered(lambda county: a_call_off(county, CallOffState.CHOOSING))
        ),
        "new_user_choice": numbered(an_agreement_by_users),
        **dict.fromkeys(("user_choice", "record_choices"), numbered(a_choice)),
        "change-choice": numbered(a_refused_choice),
        "quote": numbered(lambda county: a_call_off(county, CallOffState.QUOTING)),
        **dict.fromkeys(
            ("announce_call_off", "sign-call-off"),
            numbered(lambda county: a_call_off(county, CallOffState.AGREED)),
        ),
        **dict.fromkeys(("call_off_offer", "accept-offer", "refuse-offer"), numbered(an_offer)),
        "judge-refusal": numbered(lambda county: an_offer(county, OfferState.REFUSED)),
    }
    return {f"procurement:{name}": make for name, make in found.items()} | {
        f"api:{name}": found[page] for name, page in OVER_THE_API.items()
    }


def many_frameworks(of: Arguments) -> Callable[[County, int], None]:
    """Many agreements, each made as the argument of its page is."""

    def many(county: County, count: int) -> None:
        for _each in range(count):
            of(county)

    return many
