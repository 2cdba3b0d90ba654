"""Sealed paper at the opening: unsealed before all, read out, typed by one person and by another."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from goufu import wall_clock
from goufu.core.action import Action, action
from goufu.core.errors import NotAllowed, NotFound, Refusal
from goufu.core.permissions import Permission
from goufu.procurement.actions.opened_offers import add_opened
from goufu.procurement.actions.opening_record import custodian_in, locked, name_of, note_presence, say
from goufu.procurement.models import (
    CameBy,
    Cause,
    Envelope,
    EnvelopeState,
    HandedInBy,
    Opening,
    OpeningState,
    PaperReading,
    ReadingCheck,
)
from goufu.procurement.reckoning.prices import FREE
from goufu.procurement.sealed.envelopes import is_priced
from goufu.registry.agents import Agent
from goufu.ui.money import figures


def open_reading(envelope: Envelope) -> PaperReading | None:
    """What was typed of the paper and waits for another person."""
    return envelope.readings.filter(checked=None).order_by("-id").first()


def refuse_paper_first(opening: Opening) -> None:
    """Raises Refusal while paper is sealed: what stands in it is on record before anybody knows what the others offer."""
    if count := opening.envelopes.filter(state=EnvelopeState.SEALED).count():
        raise Refusal(
            f"还有 {count} 个纸质密封件没有拆封宣读、两人录完",
            "先拆封纸质的，再打开电子的：纸质报价录好以前，谁也不知道别家的价格",
        )


def read_out(
    *,
    envelope: int,
    opened_by: str,
    checked_by: str,
    name: str = "",
    price: Decimal | None = None,
    price_in_words: Decimal | None = None,
    fault: str = "",
    by: Agent,
    once: UUID | None = None,
) -> PaperReading:
    """Takes down what was read out of sealed paper, once the keys are joined; it counts when another person has typed the same.

    opened_by, checked_by: who cut it open, and who had looked at the seal. fault: why nothing could be read out, as of paper that
    is gone or was opened before. Raises Refusal, NotFound.
    """
    with action("procurement.opening.read_out", Permission.HOLD_OPENING, by=by, once=once) as act:
        found = _sealed(act, envelope)
        if (waiting := open_reading(found)) is not None:
            raise Refusal(
                f"{waiting.person.name}已经录入，等另一个人核对", "请另一个人照纸上的核对；不一致的，重新录"
            )
        if not (opened_by.strip() and checked_by.strip()):
            raise Refusal("没有写谁拆封、拆封前谁看过密封", "请写姓名", field="checked_by")
        if not (fault.strip() or name.strip()):
            raise Refusal("没有写宣读的供应商名称", "照纸上的写；没有宣读的，写原因", field="name")
        if price is not None and not is_priced(found.opening.procurement.method, found.bid.kind):
            raise Refusal("这一个封套里没有报价", "报价在另一个封套里，空着", field="price")
        if price is None and price_in_words is not None:
            raise Refusal("只有大写金额，没有报价", "照大写金额写报价", field="price")
        is_fault = bool(fault.strip())
        made = act.create(
            PaperReading(
                envelope=found,
                opened_by=opened_by.strip(),
                checked_by=checked_by.strip(),
                name="" if is_fault else name.strip(),
                price=None if is_fault else price,
                price_in_words=None if is_fault or price_in_words == price else price_in_words,
                fault=fault.strip(),
                person=by.person,
                at=wall_clock.now(),
            )
        )
        act.set_subject(found.opening.procurement)
        say(
            act,
            found.opening,
            f"{made.checked_by}看过密封，{made.opened_by}拆封 {name_of(found)}（纸质），{by.person.name}录入，等另一人核对",
        )
        act.log(number=found.bid.number)
    return made


def check_reading(
    *,
    envelope: int,
    price: Decimal | None = None,
    price_in_words: Decimal | None = None,
    agrees: bool = True,
    by: Agent,
    once: UUID | None = None,
) -> ReadingCheck:
    """Another person, of the office or a custodian, types the price from the same paper; with the same one the bid is opened.

    price: of paper that has one; price_in_words: where the words say another one, which then may be the one that counts. agrees:
    whether the rest (the name, or that nothing could be read out) is right. Where something differs both stay on record, and it is
    read out anew. Raises Refusal, NotAllowed for who typed it, NotFound.
    """
    with action(
        "procurement.opening.reading_checked",
        Permission.HOLD_OPENING,
        Permission.HOLD_KEY,
        by=by,
        once=once,
    ) as act:
        seen = Envelope.objects.select_related("opening").filter(pk=envelope).first()
        custodian = custodian_in(seen.opening, by) if seen else None
        if custodian is not None:
            act.allow(custodian)
        found = _sealed(act, envelope)
        if custodian is None and not by.may_on(Permission.HOLD_OPENING, found.opening):
            raise NotFound
        reading = open_reading(found)
        if reading is None:
            raise Refusal("还没有录入，或者要重新录入", "先拆封、宣读、录入")
        if reading.person_id == by.person.pk:
            raise NotAllowed("这是您自己录入的", "请另一个人照纸上的核对")
        in_words = None if price_in_words == price else price_in_words
        is_same = agrees and (price, in_words) == (reading.price, reading.price_in_words)
        made = act.create(
            ReadingCheck(
                reading=reading,
                agrees=is_same,
                price=price,
                price_in_words=in_words,
                person=by.person,
                at=wall_clock.now(),
            )
        )
        act.set_subject(found.opening.procurement)
        note_presence(act, found.opening, by, "custodian" if custodian else "watching")
        if is_same:
            _settle(act, found, reading, by)
        else:
            say(act, found.opening, f"{name_of(found)}：{_said(reading, made)}，不一致，重新宣读、录入")
        act.log(number=found.bid.number, agrees=is_same)
    return made


def _said(reading: PaperReading, check: ReadingCheck) -> str:
    return "，".join(f"{each.person.name}录的是 {_amounts(each)}" for each in (reading, check))


def _amounts(typed: PaperReading | ReadingCheck) -> str:
    price = figures(typed.price) if typed.price is not None else "没有报价"
    return price if typed.price_in_words is None else f"{price}（大写读成 {figures(typed.price_in_words)}）"


def _settle(act: Action, envelope: Envelope, reading: PaperReading, by: Agent) -> None:
    """The paper counts as opened, its price as the bidder's response; or it can't be read out, which is not the bidder's doing."""
    opening, bid = envelope.opening, envelope.bid
    if reading.fault:
        act.change(envelope, state=EnvelopeState.FAILED, cause=Cause.OTHER, why=reading.fault)
        say(act, opening, f"{name_of(envelope)}没有宣读：{reading.fault}。{Cause.OTHER.label}；其余继续")
        return
    notes = []
    if reading.name != bid.bidder.name:
        notes.append(f"纸上的供应商名称是“{reading.name}”")
    if reading.price_in_words is not None:
        notes.append(f"大写读成 {figures(reading.price_in_words)} 元，和小写不一致")
    priced = is_priced(opening.procurement.method, bid.kind)
    if priced and reading.price is None:
        notes.append("没有报价")
    if reading.price == 0:
        notes.append(FREE)
    act.change(
        envelope,
        state=EnvelopeState.OPENED,
        price=reading.price,
        why="；".join(notes)[:500],
        opened_at=wall_clock.now(),
    )
    if priced:
        add_opened(act, envelope, reading.price, reading.price_in_words, came_by=CameBy.PAPER, by=by)
    said = f"，{figures(reading.price)} 元" if reading.price is not None else ""
    text = f"{reading.person.name}、{by.person.name}两人录入一致：{name_of(envelope)}{said}"
    say(act, opening, f"{text}{f'，{notes_said}' if (notes_said := '；'.join(notes)) else ''}")


def locked_paper(act: Action, envelope: int) -> Envelope:
    rows = Envelope.objects.filter(pk=envelope, bid__way=HandedInBy.PAPER)
    number = rows.values_list("opening", flat=True).first()
    if number is None:
        raise NotFound
    locked(act, number)
    return act.lock(
        Envelope.objects.select_related(
            "opening__procurement__purchaser__place", "bid__bidder", "bid__lot", "bid__procurement"
        ),
        envelope,
    )


def _sealed(act: Action, envelope: int) -> Envelope:
    found = locked_paper(act, envelope)
    if found.opening.state != OpeningState.JOINED:
        raise Refusal("现在不拆封", "等全部信封的钥匙合好以后、开启结束以前拆封")
    if found.state != EnvelopeState.SEALED:
        raise Refusal("这一份已经拆封、核对过", "请看开启页")
    return found
