"""The opening ceremony: begun, attended, keys given, joined for all envelopes before one is read, read one by one, closed with minutes."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Q

from goufu import wall_clock
from goufu.core.action import Action, action
from goufu.core.errors import NotFound, Refusal
from goufu.core.permissions import Permission
from goufu.documents.actions import issue_document, keep_document
from goufu.documents.papers import pdf_of
from goufu.documents.store import LARGEST, store
from goufu.files.errors import ListError
from goufu.files.papers import FileType, paper_type
from goufu.procurement.actions.receiving import receive, standing
from goufu.procurement.actions.responding import add_response, sealed_offer
from goufu.procurement.ceremony import Fault, Lacking, Quoted, given_for, join, lacking, quoted, read_into
from goufu.procurement.envelopes import envelopes_of, kind_title
from goufu.procurement.law import facts_of
from goufu.procurement.methods import load_methods
from goufu.procurement.minutes import MINUTES, minutes_data
from goufu.procurement.models import (
    Bid,
    CameBy,
    Cause,
    Custodian,
    Envelope,
    EnvelopeState,
    GivenPeel,
    HandedInBy,
    Minute,
    Occurrence,
    Opening,
    OpeningState,
    Presence,
    Procurement,
    Quotation,
)
from goufu.procurement.reading import CONTENT
from goufu.procurement.reception import MOST_BYTES, Incoming, forget_begun, whole_of
from goufu.procurement.sealed import sheet_of
from goufu.procurement.sweep import OPENED
from goufu.procurement.transitions import PROCUREMENT
from goufu.registry.agents import Agent
from goufu.registry.models import Body
from goufu.sealing.contents import SealedFile, list_digest
from goufu.sealing.envelope import Opened
from goufu.sealing.errors import SealError
from goufu.sealing.outside import read_outside
from goufu.sealing.streams import digest_of
from goufu.ui.money import figures

OTHER = FileType("其他", "application/octet-stream", "")
DONE = frozenset({EnvelopeState.OPENED, EnvelopeState.SHOWN, EnvelopeState.FAILED, EnvelopeState.RETURNED})


def begin_opening(
    *, procurement: int, reason: str = "", by: Agent, version: int | None = None, once: UUID | None = None
) -> Opening:
    """Begins the opening. With fewer bidders than a tender wants nothing is opened, and what is sealed goes back.

    reason: why it begins after its window. Raises Refusal before the deadline and the time of opening; NotAllowed.
    """
    window = timedelta(minutes=load_methods().settings["opening_window_minutes"].value)
    seen = Procurement.objects.filter(pk=procurement).first()
    if seen is None or not by.may_on(Permission.WRITE_PROCUREMENT, seen):
        raise NotFound
    refused: list[str] = []
    if not _is_begun(seen):  # a form that is sent twice is answered by the action
        _refuse_wrong_time(seen, window, reason)
        refused += _take_in_what_came(procurement, by)
    with action("procurement.opening.begun", Permission.WRITE_PROCUREMENT, by=by, once=once) as act:
        found = act.lock(Procurement.objects, procurement, version=version)
        _refuse_wrong_time(found, window, reason)
        sheet_of(found)
        bids = standing(found)
        facts = act.ask(lambda: facts_of(found))
        short = lacking(found, bids, facts)
        is_none = not bids or all(each.lot_id in short for each in bids)
        now = wall_clock.now()
        opening = act.create(
            Opening(
                procurement=found,
                state=OpeningState.NOT_OPENED if is_none else OpeningState.BEGUN,
                begun_at=now,
                begun_by=by.person,
                until=max(now, found.opens_at or now) + window,
                closed_at=now if is_none else None,
                closed_by=by.person if is_none else None,
            )
        )
        act.set_subject(found)
        _attend(act, opening, by, "host")
        _number(act, opening, bids, short)
        for text in (*_first_minutes(found, bids, by, reason, short), *refused):
            _say(act, opening, text)
        if is_none:
            _issue_minutes(act, opening)
        act.log(count=len(bids))
        transaction.on_commit(lambda: forget_begun(procurement))
    return opening


def _take_in_what_came(procurement: int, by: Agent) -> Iterator[str]:
    """Receives bids whose last piece came before the house was killed; says which it could not, and why. Those stay where they are."""
    for incoming in sorted(whole_of(procurement), key=_sequence):
        is_own = incoming.bidder == by.body.pk
        way = (
            HandedInBy.STICK if is_own else HandedInBy.WEB
        )  # what lies under the host's body was read at its counter
        try:
            receive(procurement=procurement, incoming=incoming, by=by, way=way)
        except Refusal as refusal:
            sender = Body.objects.get(pk=incoming.bidder)
            where = "窗口交来" if is_own else f"{sender.name}送来"
            yield f"{where}、摘要 {incoming.digest[:16]}… 的一个文件没有收下：{refusal.what}"


def _sequence(incoming: Incoming) -> int:
    """As which of its kind the envelope was sealed: of two that wait, the earlier one goes first."""
    try:
        with incoming.path.open("rb") as stream:
            return read_outside(stream).label.sequence
    except (SealError, OSError):
        return 0


def _is_begun(found: Procurement) -> bool:
    return found.openings.filter(round=Quotation.FIRST).exists()


def _refuse_wrong_time(found: Procurement, window: timedelta, reason: str) -> None:
    now = wall_clock.now()
    PROCUREMENT.after("open", found)
    if found.bid_deadline_at is None:
        raise Refusal("采购还没有开始，或者已经结束", "请看采购公告")
    if _is_begun(found):
        raise Refusal("已经开始开启", "请看开启页")
    opens = max(found.opens_at or found.bid_deadline_at, found.bid_deadline_at)
    if now <= found.bid_deadline_at or now < opens:
        raise Refusal(f"{_clock(opens)} 以前不能开启", "到时间再来")
    if now > opens + window and not reason.strip():
        raise Refusal("过了开启的时间段", "写明为什么现在才开启，记入开启记录", field="reason")


def _first_minutes(
    found: Procurement, bids: Sequence[Bid], by: Agent, reason: str, short: Mapping[int | None, Lacking]
) -> Iterator[str]:
    """What is said when the opening begins."""
    lates = list(found.bids.filter(is_late=True))
    late = len(lates)
    lateness = f"迟到 {late} 个，没有接收" if late else "没有迟到的"
    bidders = len({each.bidder_id for each in bids})
    yield f"响应截止 {_clock(found.bid_deadline_at)}。收到 {bidders} 家的 {len(bids)} 个信封，{lateness}"
    yield from dict.fromkeys(each.clock for each in (*bids, *lates) if each.clock)
    why = f"；过了开启的时间段，原因：{reason}" if reason else ""
    yield f"{by.body.name}{by.person.name}宣布开始{why}"
    lots = {each.pk: f"第 {each.number} 包" for each in found.lots.all()}
    for lot, each in short.items():
        cited = load_methods().book.cite(each.article)
        where = lots.get(lot, "") if lot else ""
        yield f"{where}只有 {each.count} 家，不足 {each.wanted} 家，没有开启，密文退回（{cited}）"
    if not bids and not short:
        yield "没有收到投标"


def _number(act: Action, opening: Opening, bids: Sequence[Bid], short: Mapping[int | None, Lacking]) -> None:
    """Gives each bidder its number, in the order in which the first of its envelopes came."""
    numbers: dict[int, int] = {}
    for bid in sorted(bids, key=lambda each: (each.received_at, each.pk)):
        number = numbers.setdefault(bid.bidder_id, len(numbers) + 1)
        state = EnvelopeState.RETURNED if bid.lot_id in short else EnvelopeState.WAITING
        act.create(Envelope(opening=opening, bid=bid, number=number, state=state))


def attend(*, opening: int, by: Agent, once: UUID | None = None) -> Opening:
    """Notes that the agent is there: as a custodian, for a bidder, or watching. Raises NotFound for whoever has no part in it."""
    with action(
        "procurement.opening.attended",
        Permission.SEE_PROCUREMENTS,
        Permission.HOLD_KEY,
        Permission.SEE_BIDS,
        by=by,
        once=once,
    ) as act:
        role = _role(act, opening, by)
        found = act.lock(Opening.objects.select_related("procurement__purchaser"), opening)
        act.set_subject(found.procurement)
        if found.present.filter(person=by.person).exists():
            act.nothing_changed()
            return found
        _attend(act, found, by, role)
        act.log(role=role)
    return found


def _role(act: Action, opening: int, by: Agent) -> str:
    found = Opening.objects.filter(pk=opening).first()
    if found is None:
        raise NotFound
    custodian = _custodian(found, by)
    if custodian is not None:
        act.allow(custodian)
        return "custodian"
    bid = Bid.objects.filter(envelope__opening=found, bidder=by.body).first()
    if bid is not None:
        act.allow(bid)
        return "bidder"
    if not by.may_on(Permission.SEE_PROCUREMENTS, found):
        raise NotFound
    return "watching"


def _custodian(opening: Opening, by: Agent) -> Custodian | None:
    rows = Custodian.objects.select_related("body__place", "person")
    return rows.filter(procurement=opening.procurement_id, person=by.person, body=by.body).first()


def _attend(act: Action, opening: Opening, by: Agent, role: str) -> None:
    if opening.present.filter(person=by.person).exists():
        return
    act.create(Presence(opening=opening, person=by.person, body=by.body, role=role, at=wall_clock.now()))
    if role != "host":
        _say(act, opening, f"{by.body.name}{by.person.name}到场")


def give_peels(*, opening: int, peels: str, by: Agent, once: UUID | None = None) -> Opening:
    """Takes what a custodian's program gave for the envelopes, one a line: {"bid": token, "peel": …} or {"bid": token, "fault": …}.

    Given again, only what is new counts. Raises Refusal for a part that isn't of its envelope and of this custodian's key, naming it.
    """
    with action("procurement.opening.peeled", Permission.HOLD_KEY, by=by, once=once) as act:
        seen = Opening.objects.filter(pk=opening).first()
        custodian = _custodian(seen, by) if seen else None
        if custodian is None:
            raise NotFound
        act.allow(custodian)
        found = _locked(act, opening)
        if found.state != OpeningState.BEGUN:
            raise Refusal("现在不用钥匙", "钥匙在开始以后、合起来以前用")
        act.set_subject(found.procurement)
        waiting = {str(each.bid.token): each for each in _envelopes(found, EnvelopeState.WAITING)}
        had = set(
            GivenPeel.objects.filter(envelope__opening=found, custodian=custodian, fault="").values_list(
                "envelope", flat=True
            )
        )
        count = 0
        faults: list[str] = []
        for line in _lines(peels):
            envelope = waiting.get(str(line.get("bid")))
            if envelope is None:
                raise Refusal("有一份不是这次开启的信封", "请重新打开这一页再用钥匙", field="peels")
            if envelope.pk in had:
                continue
            fault = str(line.get("said") or line.get("fault") or "")[:500]
            peel = "" if fault else given_for(envelope, str(line.get("peel", "")), custodian)
            act.create(
                GivenPeel(envelope=envelope, custodian=custodian, peel=peel, fault=fault, at=wall_clock.now())
            )
            count, faults = count + (not fault), [*faults, *([f"{envelope}：{fault}"] if fault else [])]
        _attend(act, found, by, "custodian")
        _say(act, found, f"{by.person.name}用钥匙 {custodian.fingerprint}，打开 {count} 个信封里自己的部分")
        for fault in faults:
            _say(act, found, f"{by.person.name}打不开自己的部分：{fault}"[:1_000])
        act.log(fingerprint=custodian.fingerprint, count=count)
    return found


def _locked(act: Action, opening: int, version: int | None = None) -> Opening:
    """The opening, locked after its procurement, which must go on: neither ended nor suspended. Raises NotFound, NotAllowed, Refusal."""
    number = Opening.objects.filter(pk=opening).values_list("procurement", flat=True).first()
    if number is None:
        raise NotFound
    PROCUREMENT.lock(act, Procurement.objects, number, "open")
    return act.lock(Opening.objects.select_related("procurement__purchaser__place"), opening, version=version)


def _lines(peels: str) -> Iterator[dict[str, object]]:
    for line in peels.splitlines():
        if not line.strip():
            continue
        try:
            said = json.loads(line)
        except ValueError as error:
            raise Refusal("打开的部分读不懂", "请重新用钥匙", field="peels") from error
        if not isinstance(said, dict):
            raise Refusal("打开的部分读不懂", "请重新用钥匙", field="peels")
        yield said


def _envelopes(opening: Opening, *states: str) -> list[Envelope]:
    rows = opening.envelopes.select_related(
        "bid__bidder", "bid__lot", "bid__procurement", "bid__procurement__sealing"
    )
    return list((rows.filter(state__in=states) if states else rows).order_by("number", "id"))


def join_keys(*, opening: int, by: Agent, version: int | None = None, once: UUID | None = None) -> Opening:
    """Joins the keys of all envelopes before one of them is read: what can't be joined now stays out, whoever might come later.

    Raises Refusal as long as a custodian who is still on his way could open what lacks a part; NotAllowed.
    """
    with action("procurement.opening.joined", Permission.WRITE_PROCUREMENT, by=by, once=once) as act:
        found = _locked(act, opening, version)
        if found.state != OpeningState.BEGUN:
            raise Refusal("钥匙已经合过", "请看开启页")
        act.set_subject(found.procurement)
        envelopes = _envelopes(found, EnvelopeState.WAITING)
        joined = {each.pk: join(each, list(each.peels.all())) for each in envelopes}
        if short := still_short(found):
            raise Refusal(
                f"还有 {short} 个信封，用了钥匙的保管人还不够",
                f"每个信封要 {_needed(found)} 位保管人用钥匙；等其他保管人来，或者等到 {_clock(found.until)}",
            )
        for envelope in envelopes:
            result = joined[envelope.pk]
            if isinstance(result, Fault):
                act.change(envelope, state=EnvelopeState.FAILED, cause=result.cause, why=result.why[:500])
                _say(act, found, _failed(envelope, result))
            else:
                act.change(envelope, state=EnvelopeState.JOINED)
        act.change(found, state=OpeningState.JOINED)
        done = sum(not isinstance(each, Fault) for each in joined.values())
        _say(act, found, f"{done} 个信封的钥匙合起来了，在读任何一份以前；以后不再合")
        act.log(count=done)
    return found


def still_short(opening: Opening) -> int:
    """How many waiting envelopes lack a custodian's part that may still come: not all have tried, and the window is open."""
    if _is_short_for_good(opening):
        return 0
    everybody = opening.procurement.custodians.exclude(public="").count()
    good, tried = Count("peels", filter=Q(peels__fault="")), Count("peels__custodian", distinct=True)
    rows = opening.envelopes.filter(state=EnvelopeState.WAITING).annotate(good=good, tried=tried)
    return rows.filter(good__lt=_needed(opening), tried__lt=everybody).count()


def _needed(opening: Opening) -> int:
    return sheet_of(opening.procurement).needed


def _is_short_for_good(opening: Opening) -> bool:
    """Whether the window has passed: then the files that bidders show are all that is left."""
    return wall_clock.now() > opening.until


def read_envelope(*, envelope: int, by: Agent, once: UUID | None = None) -> Envelope:
    """Opens one envelope: its files go to the documents, its price is read out. Done before, it stays as it is. Raises Refusal."""
    seen = _seen(envelope)
    if seen.state in DONE:
        return seen
    if seen.state != EnvelopeState.JOINED:
        raise Refusal("这一份的钥匙还没有合", "先合钥匙，再打开")
    if not by.may_on(Permission.WRITE_PROCUREMENT, seen.opening):
        raise NotFound
    PROCUREMENT.after("open", seen.opening.procurement)
    with _folder() as folder:
        result = read_into(seen, list(seen.peels.all()), folder / "opened")
        with action("procurement.opening.read", Permission.WRITE_PROCUREMENT, by=by, once=once) as act:
            _locked(act, seen.opening_id)
            found = act.lock(
                Envelope.objects.select_related("opening__procurement__purchaser", "bid__bidder"), envelope
            )
            act.set_subject(found.opening.procurement)
            if found.state != EnvelopeState.JOINED:
                act.nothing_changed()
                return found
            if isinstance(result, Fault):
                act.change(found, state=EnvelopeState.FAILED, cause=result.cause, why=result.why[:500])
                _say(act, found.opening, _failed(seen, result))
            else:
                _store_opened(act, found, result, folder / "opened", EnvelopeState.OPENED)
            act.log(number=seen.bid.number)
    return found


def _seen(envelope: int) -> Envelope:
    rows = Envelope.objects.select_related(
        "opening__procurement__purchaser__place", "bid__bidder", "bid__lot", "bid__procurement__sealing"
    )
    found = rows.filter(pk=envelope).first()
    if found is None:
        raise NotFound
    return found


@contextmanager
def _folder() -> Iterator[Path]:
    """A folder beside the documents, so that nothing opened lies in a place that others read."""
    store().folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = Path(tempfile.mkdtemp(prefix=OPENED, dir=store().folder))
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


def _store_opened(act: Action, envelope: Envelope, opened: Opened, folder: Path, state: str) -> None:
    bid, opening = envelope.bid, envelope.opening
    for file in opened.files:
        path = folder / file.name
        with (
            path.open("rb") as stream,
            store().draft(iter(lambda: stream.read(1 << 20), b""), LARGEST) as draft,
        ):
            if not draft.size_bytes:
                continue
            type_ = _type(draft.path)
            name = f"{file.name}.bin" if type_ is OTHER else file.name
            keep_document(act, bid, kind=CONTENT, file_name=name, draft=draft, type_=type_)
    envelopes = envelopes_of(opening.procurement.method)
    is_priced = envelopes is not None and bid.kind in envelopes.priced
    price = quoted(folder) if is_priced else Quoted(None)
    note = price.note
    if bid.list_digest and opened.list_digest != bid.list_digest:
        note = f"{note}；文件清单和送来时说的不同".lstrip("；")
    act.change(
        envelope,
        state=state,
        files=[each._asdict() for each in opened.files],
        price=price.price,
        why=note[:500],
        opened_at=wall_clock.now(),
    )
    if is_priced:
        quotation = Quotation(opening.round)
        add_response(
            act,
            procurement=opening.procurement,
            bidder=bid.bidder,
            lot=bid.lot,
            offer=sealed_offer(opening.procurement, bid.lot, bid.bidder, price.price, price.in_words),
            came_by=CameBy.SEALED,
            opened_at=opening.begun_at,
            quotation=quotation,
            digest=bid.digest,
            by=_host(act),
        )
    said = f"打开 {_name(envelope)}：{len(opened.files)} 个文件"
    if price.price is not None:
        said += f"，{figures(price.price)} 元"
    _say(act, opening, f"{said}{f'，{note}' if note else ''}")


def _host(act: Action) -> Agent:
    assert isinstance(act.by, Agent)
    return act.by


def _type(path: Path) -> FileType:
    """The type of a file that a bidder sealed; what would be refused from elsewhere is kept as a file that nothing opens by itself."""
    try:
        return paper_type(path)
    except ListError:
        return OTHER


def show_files(
    *, envelope: int, files: Sequence[tuple[str, Iterable[bytes]]], by: Agent, once: UUID | None = None
) -> Envelope:
    """Takes the bidder's own files in the place of an envelope whose keys are lost, if they are those of the digest on its receipt.

    Raises Refusal where the bidder said no digest of its files, or these are others.
    """
    seen = _seen(envelope)
    with (
        _folder() as folder,
        action("procurement.opening.shown", Permission.WRITE_PROCUREMENT, by=by, once=once) as act,
    ):
        (folder / "opened").mkdir()
        opening = _locked(act, seen.opening_id)
        found = act.lock(
            Envelope.objects.select_related("opening__procurement__purchaser", "bid__bidder"), envelope
        )
        act.set_subject(opening.procurement)
        if opening.state != OpeningState.JOINED:
            raise Refusal("开启已经结束，或者钥匙还没有合", "原文件在结束以前拿出来")
        if found.state != EnvelopeState.FAILED or found.cause != Cause.OTHER:
            raise Refusal("这一份不用原文件", "只有不是投标人造成的打不开，才凭原文件")
        if not seen.bid.list_digest:
            raise Refusal("回执上没有文件清单的摘要，无法核对原文件", "请照采购文件里写的补救办法处理")
        given = _written(files, folder / "opened")
        if list_digest(given) != seen.bid.list_digest:
            raise Refusal("这些文件不是回执上那份清单的", "请拿封标时的全部原文件，次序、名称和内容都不能改")
        act.change(found, cause="", state=EnvelopeState.JOINED)
        _store_opened(
            act, found, Opened(given, list_digest(given), ""), folder / "opened", EnvelopeState.SHOWN
        )
        act.log(number=seen.bid.number)
    return found


def _written(files: Sequence[tuple[str, Iterable[bytes]]], folder: Path) -> list[SealedFile]:
    """Writes the files piece by piece under their own names; what they are. Raises Refusal for two of one name, and for too much."""
    written, whole = [], 0
    for name, pieces in files:
        path = folder / Path(name).name
        if path.name != name or path.exists():
            raise Refusal(f"文件名“{name}”重复，或者不能用", "请拿封标时的全部原文件，名称不能改")
        with path.open("xb") as out:
            for piece in pieces:
                whole += len(piece)
                if whole > MOST_BYTES:
                    raise Refusal(f"原文件一共超过 {MOST_BYTES:,} 字节", "信封装不下这么多，请核对")
                out.write(piece)
        with path.open("rb") as stream:
            written.append(SealedFile(name, path.stat().st_size, digest_of(stream)))
    return written


def close_opening(
    *, opening: int, by: Agent, version: int | None = None, once: UUID | None = None
) -> Opening:
    """Closes the opening: the minutes become a paper, and the event is recorded. Raises Refusal while an envelope waits; NotAllowed."""
    with action("procurement.opening.closed", Permission.WRITE_PROCUREMENT, by=by, once=once) as act:
        found = _locked(act, opening, version)
        procurement = found.procurement
        if found.state != OpeningState.JOINED:
            raise Refusal("还没有开启，或者已经结束", "请看开启页")
        if left := found.envelopes.exclude(state__in=DONE).count():
            raise Refusal(f"还有 {left} 个信封没有打开", "都打开以后再结束")
        act.set_subject(procurement)
        now = wall_clock.now()
        act.change(found, state=OpeningState.CLOSED, closed_at=now, closed_by=by.person)
        _say(act, found, f"{by.person.name}宣布开启结束")
        if found.round == Quotation.FIRST:
            act.create(
                Occurrence(
                    procurement=procurement,
                    event="opened",
                    day=found.begun_at.astimezone(wall_clock.CHINA).date(),
                    moment=found.begun_at,
                    person=by.person,
                    recorded_at=now,
                )
            )
        _issue_minutes(act, found)
    return found


def _issue_minutes(act: Action, opening: Opening) -> None:
    procurement = opening.procurement
    place = procurement.purchaser.place.code

    def write(number: str) -> list[bytes]:
        return [pdf_of("procurement/typst/minutes.typ", minutes_data(opening, number))]

    issue_document(
        act,
        procurement,
        kind="opening_minutes",
        series=MINUTES,
        place=place,
        place_word=place,
        name=f"{procurement.title}：开启记录",
        write=write,
    )


def _say(act: Action, opening: Opening, text: str) -> None:
    act.create(Minute(opening=opening, at=wall_clock.now(), text=text[:1_000]))


def _failed(envelope: Envelope, fault: Fault) -> str:
    return f"{_name(envelope)}打不开：{fault.why}。{Cause(fault.cause).label}；其余继续"


def _name(envelope: Envelope) -> str:
    return f"{envelope.number} 号{envelope.bid.bidder.name}的“{kind_title(envelope.bid.kind)}”信封"


def _clock(at: datetime | None) -> str:
    return f"{at.astimezone(wall_clock.CHINA):%Y-%m-%d %H:%M:%S}" if at else ""


def download_envelope(*, bid: int, by: Agent, once: UUID | None = None) -> Bid:
    """Notes that the agent takes a received envelope. Before the opening has begun nobody gets one. Raises NotFound, NotAllowed.

    The bidder takes its own back where nothing was opened, and nobody else gets that: custodians together could read it.
    """
    with action(
        "procurement.bid.downloaded",
        Permission.HOLD_KEY,
        Permission.SEE_PROCUREMENTS,
        Permission.BID,
        by=by,
        once=once,
    ) as act:
        found = (
            Bid.objects.select_related("bidder__place", "envelope__opening__procurement__purchaser__place")
            .filter(pk=bid)
            .first()
        )
        if found is None or not hasattr(found, "envelope"):
            raise NotFound
        opening = found.envelope.opening
        custodian = _custodian(opening, by)
        is_returned = found.envelope.state == EnvelopeState.RETURNED
        if is_returned and by.may_on(Permission.BID, found):
            act.allow(found)
        elif custodian is not None and not is_returned:
            act.allow(custodian)
        elif by.may_on(Permission.SEE_PROCUREMENTS, opening) and not is_returned:
            act.allow(opening)
        else:
            raise NotFound
        act.only_log(found)
        act.log(number=found.number, digest=found.digest)
    return found
