"""What a procurement's bids are sealed by: the sheet, whether it still fits the plan, and whether its keys were rehearsed."""

from __future__ import annotations

import io
from collections.abc import Iterator

from goufu.core.errors import Refusal
from goufu.procurement.models import Custodian, Procurement, Rehearsal, Sealing
from goufu.procurement.sealed.envelopes import envelopes_of
from goufu.procurement.sealed.sides import refuse_one_side
from goufu.sealing.encoding import moment
from goufu.sealing.outside import Outside, read_outside
from goufu.sealing.sheet import Custodian as KeyHolder
from goufu.sealing.sheet import Sheet, read_sheet
from goufu.sealing.suites import AGE

REHEARSED, REHEARSED_AGAIN = "keys_rehearsed", "keys_rehearsed_again"  # events
ONE_LOT = "1"


def sealing_of(procurement: Procurement) -> Sealing | None:
    """The keys of the procurement; None where its bids are not received sealed here."""
    return getattr(procurement, "sealing", None)


def sheet_of(procurement: Procurement) -> Sheet:
    """The sealing sheet as it was made. Raises Refusal where there is none."""
    sealing = sealing_of(procurement)
    if sealing is None or not sealing.sheet:
        raise Refusal("这次采购还没有封标说明", "请采购人设好保管人，收齐公钥，再做封标说明")
    return read_sheet(sealing.sheet.encode())


def lots_of(procurement: Procurement) -> tuple[str, ...]:
    """The lots as labels of envelopes name them; one where the procurement has none."""
    return tuple(str(each.number) for each in procurement.lots.all()) or (ONE_LOT,)


def new_sheet(procurement: Procurement) -> Sheet:
    """The sheet that the plan and the keys make now. Raises Refusal for what is missing."""
    sealing, envelopes = sealing_of(procurement), envelopes_of(procurement.method)
    if sealing is None:
        raise Refusal("还没有设保管人", "请先写明谁保管钥匙")
    if envelopes is None:
        raise Refusal("这种采购方式不用密封的响应文件", "不用做封标说明")
    if procurement.bid_deadline_at is None:
        raise Refusal("方案里没有响应截止时间", "请先在方案里写明", field="bid_deadline_at")
    holders = list(procurement.custodians.select_related("person", "body"))
    if missing := [each.person.name for each in holders if not each.public]:
        raise Refusal(f"还没有交公钥：{'、'.join(missing)}", "请他们在各自的首页做钥匙，交公钥")
    return Sheet(
        procurement=procurement.number,
        title=procurement.title,
        lots=lots_of(procurement),
        kinds=envelopes.all,
        deadline=moment(procurement.bid_deadline_at),
        needed=sealing.needed,
        custodians=tuple(KeyHolder(each.person.name, each.body.name, each.public) for each in holders),
        suite=AGE.name,
    )


def outside_of(rehearsal: Rehearsal) -> Outside:
    """The outside of a test envelope."""
    return read_outside(io.BytesIO(bytes(rehearsal.envelope)))


def answers_wanted(rehearsal: Rehearsal, sealing: Sealing, custodians: int) -> int:
    """How many must open the test envelope: all before the notice; as many as open a bid before the opening."""
    return custodians if rehearsal.event == REHEARSED else sealing.needed


def is_waiting_for(custodian: Custodian, rehearsal: Rehearsal) -> bool:
    """Whether the test envelope still wants this custodian: before the notice all, afterwards until enough have answered."""
    answers = rehearsal.answers.all()
    if any(each.custodian_id == custodian.pk for each in answers):
        return False
    return rehearsal.event == REHEARSED or len(answers) < custodian.procurement.sealing.needed


def is_rehearsed(procurement: Procurement, event: str) -> bool:
    """Whether a test envelope for the keys of the present sheet was opened."""
    sealing = sealing_of(procurement)
    if sealing is None:
        return False
    holders = list(procurement.custodians.all())
    keys = [each.fingerprint for each in holders]
    for rehearsal in procurement.rehearsals.filter(event=event).order_by("-id").prefetch_related("answers"):
        outside = outside_of(rehearsal)
        if (outside.custodians, outside.needed) != (keys, sealing.needed):
            continue
        if len(rehearsal.answers.all()) >= answers_wanted(rehearsal, sealing, len(holders)):
            return True
    return False


def against_sealing(procurement: Procurement) -> Iterator[Refusal]:
    """Why a procurement whose bids are received sealed can't be announced: its sheet, and the rehearsal of its keys."""
    sealing = sealing_of(procurement)
    if sealing is None:
        return
    if not sealing.sheet:
        yield Refusal("设了保管人，还没有封标说明", "收齐保管人的公钥，做封标说明，再发公告")
        return
    try:
        is_current = new_sheet(procurement).digest() == sealing.sheet_digest
    except Refusal as refusal:
        yield refusal
        return
    try:  # who buys, who runs it and to whom a body belongs may have changed since the sheet was made
        bodies = [each.body for each in procurement.custodians.select_related("body")]
        refuse_one_side(procurement, bodies, sealing.needed)
    except Refusal as refusal:
        yield refusal
    if not is_current:
        yield Refusal("做了封标说明以后方案改过（名称、分包或者截止时间）", "请重新做封标说明")
    if not is_rehearsed(procurement, REHEARSED):
        yield Refusal("保管人的钥匙还没有演练", "每一位保管人都打开一次演练信封，再发公告")


def custodian_of(procurement: Procurement, person: int) -> Custodian | None:
    """The person as a custodian of the procurement's keys."""
    return next((each for each in procurement.custodians.all() if each.person_id == person), None)
