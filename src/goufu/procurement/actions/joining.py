"""Keys at the opening: custodians give their parts, and all envelopes are joined before one is read."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from django.db.models import Count, Q

from goufu import wall_clock
from goufu.brought_json import json_of
from goufu.core.action import action
from goufu.core.errors import NotFound, Refusal
from goufu.core.permissions import Permission
from goufu.files.cells import one_line
from goufu.procurement.actions.opening_record import (
    custodian_in,
    envelopes_in,
    failure_of,
    locked,
    note_presence,
    say,
)
from goufu.procurement.models import (
    EnvelopeState,
    GivenPeel,
    Opening,
    OpeningState,
)
from goufu.procurement.papers.minutes import moment_of
from goufu.procurement.sealed.ceremony import Fault, given_for, join
from goufu.procurement.sealed.sheets import sheet_of
from goufu.registry.agents import Agent


def give_peels(*, opening: int, peels: str, by: Agent, once: UUID | None = None) -> Opening:
    """Takes what a custodian's program gave for the envelopes, one a line: {"bid": token, "peel": …} or {"bid": token, "fault": …}.

    Given again, only what is new counts. Raises Refusal for a part that isn't of its envelope and of this custodian's key, naming it.
    """
    with action("procurement.opening.peeled", Permission.HOLD_KEY, by=by, once=once) as act:
        seen = Opening.objects.filter(pk=opening).first()
        custodian = custodian_in(seen, by) if seen else None
        if custodian is None:
            raise NotFound
        act.allow(custodian)
        found = locked(act, opening)
        if found.state != OpeningState.BEGUN:
            raise Refusal("现在不用钥匙", "钥匙在开始以后、合起来以前用")
        act.set_subject(found.procurement)
        waiting = {str(each.bid.token): each for each in envelopes_in(found, EnvelopeState.WAITING)}
        before = GivenPeel.objects.filter(envelope__opening=found, custodian=custodian)
        had = set(before.filter(fault="").values_list("envelope", flat=True))
        told = set(before.values_list("envelope", "fault"))
        count = 0
        faults: list[str] = []
        for line in _lines(peels):
            envelope = waiting.get(str(line.get("bid")))
            if envelope is None:
                raise Refusal("有一份不是这次开启的信封", "请重新打开这一页再用钥匙", field="peels")
            fault = one_line(str(line.get("said") or line.get("fault") or ""))[:500]
            if envelope.pk in had or (fault and (envelope.pk, fault) in told):
                continue
            peel = "" if fault else given_for(envelope, str(line.get("peel", "")), custodian)
            act.create(
                GivenPeel(envelope=envelope, custodian=custodian, peel=peel, fault=fault, at=wall_clock.now())
            )
            had |= {envelope.pk}  # of one envelope one line counts
            count, faults = count + (not fault), [*faults, *([f"{envelope}：{fault}"] if fault else [])]
        note_presence(act, found, by, "custodian")
        say(act, found, f"{by.person.name}用钥匙 {custodian.fingerprint}，打开 {count} 个信封里自己的部分")
        for fault in faults:
            say(act, found, f"{by.person.name}打不开自己的部分：{fault}"[:1_000])
        act.log(fingerprint=custodian.fingerprint, count=count)
    return found


def _lines(peels: str) -> Iterator[dict[str, object]]:
    for line in peels.splitlines():
        if not line.strip():
            continue
        try:
            said = json_of(line)
        except ValueError as error:
            raise Refusal("打开的部分读不懂", "请重新用钥匙", field="peels") from error
        if not isinstance(said, dict):
            raise Refusal("打开的部分读不懂", "请重新用钥匙", field="peels")
        yield said


def join_keys(*, opening: int, by: Agent, version: int | None = None, once: UUID | None = None) -> Opening:
    """Joins the keys of all envelopes before one of them is read: what can't be joined now stays out, whoever might come later.

    Raises Refusal as long as a custodian who is still on his way could open what lacks a part; NotAllowed.
    """
    with action("procurement.opening.joined", Permission.HOLD_OPENING, by=by, once=once) as act:
        found = locked(act, opening, version)
        if found.state != OpeningState.BEGUN:
            raise Refusal("钥匙已经合过", "请看开启页")
        act.set_subject(found.procurement)
        envelopes = envelopes_in(found, EnvelopeState.WAITING)
        joined = {each.pk: join(each, list(each.peels.all())) for each in envelopes}
        if short := still_short(found):
            raise Refusal(
                f"还有 {short} 个信封，用了钥匙的保管人还不够",
                f"每个信封要 {_needed(found)} 位保管人用钥匙；等其他保管人来，或者等到 {moment_of(found.until)}",
            )
        for envelope in envelopes:
            result = joined[envelope.pk]
            if isinstance(result, Fault):
                act.change(envelope, state=EnvelopeState.FAILED, cause=result.cause, why=result.why[:500])
                say(act, found, failure_of(envelope, result))
            else:
                act.change(envelope, state=EnvelopeState.JOINED)
        act.change(found, state=OpeningState.JOINED)
        done = sum(not isinstance(each, Fault) for each in joined.values())
        say(act, found, f"{done} 个信封的钥匙合起来了，在读任何一份以前；以后不再合")
        act.log(count=done)
    return found


def still_short(opening: Opening) -> int:
    """How many waiting envelopes lack a custodian's part that may still come: not all have tried, and the window is open.

    Whoever has opened no part of any envelope hasn't tried: his passphrase may be mistyped.
    """
    if _is_short_for_good(opening):
        return 0
    everybody = opening.procurement.custodians.exclude(public="").count()
    opened = GivenPeel.objects.filter(envelope__opening=opening, fault="").values("custodian")
    good = Count("peels", filter=Q(peels__fault=""))
    tried = Count("peels__custodian", distinct=True, filter=Q(peels__custodian__in=opened))
    rows = opening.envelopes.filter(state=EnvelopeState.WAITING).annotate(good=good, tried=tried)
    return rows.filter(good__lt=_needed(opening), tried__lt=everybody).count()


def _needed(opening: Opening) -> int:
    return sheet_of(opening.procurement).needed


def _is_short_for_good(opening: Opening) -> bool:
    """Whether the window has passed: then the files that bidders show are all that is left."""
    return wall_clock.now() > opening.until
