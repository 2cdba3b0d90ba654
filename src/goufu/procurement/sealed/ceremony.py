"""The opening worked out: who counts, which keys join, what an envelope holds. Nothing is written here but files in a folder."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from goufu.brought_json import json_of
from goufu.core.errors import Refusal
from goufu.documents.store import store
from goufu.files.amounts import CEILING
from goufu.law.model import Value
from goufu.procurement.law import situation_of
from goufu.procurement.methods import load_methods
from goufu.procurement.models import Bid, Cause, Custodian, Envelope, GivenPeel, Procurement
from goufu.procurement.sealed.envelopes import WHOLE, envelopes_of
from goufu.procurement.sealed.sheets import sheet_of
from goufu.sealing.envelope import Expected, Opened, open_envelope
from goufu.sealing.errors import Damaged, Malformed, Mismatch, SealedWrongly, SealError, TooFewKeys
from goufu.sealing.label import Label
from goufu.sealing.outside import Outside, read_outside
from goufu.sealing.peel import Peel, check, combine, read_peel
from goufu.sealing.streams import digest_of
from goufu.ui.money import in_words, yuan_of

# The file in which a sealing page writes the price for the program to read; what it is saved as has the envelope's lot, kind, sequence.
QUOTATION = re.compile(r"quotation(-[0-9]{1,4}-[a-z_]{1,30}-[0-9]{1,10})?\.json")
_FORMAT = "goufu-quotation"
_PRICE = re.compile(r"[0-9]{1,13}(\.[0-9]{1,2})?")  # as sealing pages and commands write it
NOT_OPENED = "not_opened"  # an outcome of a method's fallback


def label_of(bid: Bid) -> Label:
    """What stands on the bid's envelope, as it was received."""
    return Label(bid.procurement.number, bid.lot_label, bid.bidder.credit_code or "", bid.kind, bid.sequence)


def outside_of(bid: Bid) -> Outside:
    """The outside of a received envelope. Raises Refusal where the file is gone, SealError where it was changed."""
    with store().unverified(bid.digest) as stream:
        return read_outside(stream)


@dataclass(frozen=True, slots=True)
class Lacking:
    """Why a lot is not opened: how many bidders there are, how many the law wants, and its article."""

    count: int
    wanted: int
    article: str


def lacking(
    procurement: Procurement, bids: Sequence[Bid], facts: Mapping[str, Value]
) -> dict[int | None, Lacking]:
    """By lot: those that are not opened, since fewer than the method wants have sent all envelopes of the deadline."""
    method, envelopes = load_methods()[procurement.method], envelopes_of(procurement.method)
    fallback = method.fallback
    if fallback is None or envelopes is None or fallback.at_deadline.outcome != NOT_OPENED:
        return {}
    situation = situation_of(procurement, dict(facts))
    parameter = load_methods().book.parameters[fallback.at_deadline.fewer_than]
    value = parameter.at(situation.day, situation.government, situation.place)
    wanted = int(value.value) if value else 0
    found = {}
    for lot in {each.lot_id for each in bids} | {each.pk for each in procurement.lots.all()}:
        kinds: dict[int, set[str]] = {}
        for each in bids:
            if each.lot_id == lot:
                kinds.setdefault(each.bidder_id, set()).add(each.kind)
        whole = sum(WHOLE in sent or sent >= {*envelopes.first} for sent in kinds.values())
        if whole < wanted:
            found[lot] = Lacking(whole, wanted, fallback.at_deadline.article)
    return found


def given_for(envelope: Envelope, said: str, custodian: Custodian) -> str:
    """The peel that a custodian's program gave for the envelope, checked against its outside. Raises Refusal."""
    try:
        given = read_peel(said.encode())
        check(outside_of(envelope.bid), given)
    except SealError as error:
        raise Refusal(f"{envelope}：{error.what}", error.remedy, field="peels") from error
    if given.custodian != custodian.fingerprint:
        raise Refusal(f"{envelope}：这一部分是用别人的钥匙打开的", "请用您自己的钥匙", field="peels")
    return given.as_bytes().decode()


@dataclass(frozen=True, slots=True)
class Fault:
    """Why an envelope can't be opened, and whose doing it is."""

    cause: Cause
    why: str


def join(envelope: Envelope, peels: Sequence[GivenPeel]) -> bytes | Fault:
    """The bid's own key out of what the custodians gave, or why there is none. Another group is not tried once one has failed."""
    try:
        return combine(outside_of(envelope.bid), _peels(peels))
    except TooFewKeys as error:
        wrong = [each.fault for each in peels if each.fault]
        return Fault(Cause.OTHER, "；".join([error.what, *wrong]))
    except SealedWrongly as error:
        return Fault(Cause.BIDDER, error.what)
    except SealError as error:
        return Fault(Cause.OTHER, error.what)
    except Refusal as error:  # the store's: the file is gone
        return Fault(Cause.OTHER, error.what)


def _peels(given: Sequence[GivenPeel]) -> list[Peel]:
    return [read_peel(each.peel.encode()) for each in given if each.peel]


def read_into(envelope: Envelope, peels: Sequence[GivenPeel], folder: Path) -> Opened | Fault:
    """What is in the envelope, written into a new folder, or why it can't be read."""
    secret = join(envelope, peels)
    if isinstance(secret, Fault):
        return secret
    bid = envelope.bid
    expected = Expected(label_of(bid), sheet_of(bid.procurement), bid.digest)
    try:
        with store().unverified(bid.digest) as stream:
            return open_envelope(stream, secret, expected, folder)
    except (Damaged, Malformed, Mismatch) as error:
        return _judged(bid, error)
    except SealedWrongly as error:
        return Fault(Cause.BIDDER, error.what)
    except Refusal as error:
        return Fault(Cause.OTHER, error.what)


def _judged(bid: Bid, error: SealError) -> Fault:
    """Bytes other than those received are nobody's fault but who changed them; of the received ones it is the bidder's."""
    with store().unverified(bid.digest) as stream:
        is_as_received = digest_of(stream) == bid.digest
    return Fault(Cause.BIDDER if is_as_received else Cause.OTHER, error.what)


@dataclass(frozen=True, slots=True)
class Quoted:
    """The price that stands in an envelope, and what is to be noted of it."""

    price: Decimal | None
    note: str = ""
    in_words: Decimal | None = None  # where the words say another price


def quoted(folder: Path) -> Quoted:
    """The price in the file that the sealing page writes; None where there is none, or none that can be read."""
    paths = [each for each in folder.iterdir() if QUOTATION.fullmatch(each.name)]
    if len(paths) > 1:
        return Quoted(None, "有几个报价文件，由主持人照报价表读出")
    path = paths[0] if paths else None
    if path is None or path.stat().st_size > 1 << 20:
        return Quoted(None, "没有程序能读的报价，由主持人照报价表读出")
    try:
        said = json_of(path.read_bytes())
        written = said["price"]
        if said["format"] != _FORMAT or not isinstance(written, str) or not _PRICE.fullmatch(written):
            raise ValueError
        price = Decimal(written)
        if not _is_amount(price):
            raise ValueError
    except (ValueError, KeyError, TypeError):
        return Quoted(None, "报价文件读不懂，由主持人照报价表读出")
    words = said.get("in_words", "")
    if words and words != in_words(price):
        said_in_words = yuan_of(words) if isinstance(words, str) else None
        is_read = bool(said_in_words and _is_amount(said_in_words))
        return Quoted(price, "大写和小写不一致", said_in_words if is_read else None)
    return Quoted(price, "大写一致" if words else "")


def _is_amount(price: Decimal) -> bool:
    """Whether it can be stored as a price: whatever a bidder writes, the opening goes on."""
    return 0 <= price < CEILING
