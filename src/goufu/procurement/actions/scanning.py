"""Scans of sealed paper that was opened: kept for the panel, and held beside the paper by another than who scanned it."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from goufu import wall_clock
from goufu.core.action import Action, action
from goufu.core.errors import NotAllowed, NotFound, Refusal
from goufu.core.permissions import Permission
from goufu.documents.actions import judged, keep_document
from goufu.documents.store import Draft
from goufu.procurement.actions.opening_record import custodian_in, name_of, say
from goufu.procurement.actions.unwrapping import locked_paper
from goufu.procurement.models import Envelope, EnvelopeState, HandedInBy, Opening, OpeningState, ScanCheck
from goufu.procurement.review.reading import CONTENT
from goufu.procurement.review.rounds import is_reported
from goufu.procurement.sealed.scans import WHO_CHECKS, digest_of_scans, has_scanned
from goufu.registry.agents import Agent


def attach_scans(
    *, envelope: int, drafts: Sequence[tuple[str, Draft]], by: Agent, once: UUID | None = None
) -> Envelope:
    """Keeps scans of opened paper, by name and draft, for the panel and the archive; their digests stand in the opening's record.

    What is there already isn't kept twice. Raises Refusal once the opening has ended.
    """
    with action("procurement.opening.scanned", Permission.HOLD_OPENING, by=by, once=once) as act:
        found = locked_paper(act, envelope)
        if found.opening.state != OpeningState.JOINED or found.state != EnvelopeState.OPENED:
            raise Refusal("现在不收这一份的扫描件", "拆封、核对以后，开启结束以前上传")
        if not drafts:
            raise Refusal("没有选扫描件", "请选一个或者几个文件", field="papers")
        had = {each["digest"] for each in found.files}
        kept = []
        for name, draft in drafts:
            if draft.digest in had:
                continue
            type_ = judged(draft, field="papers")
            keep_document(act, found.bid, kind=CONTENT, file_name=name, draft=draft, type_=type_)
            kept.append({"name": name, "size": draft.size_bytes, "digest": draft.digest})
            had.add(draft.digest)
        if not kept:
            act.nothing_changed()
            return found
        act.change(found, files=[*found.files, *kept])
        act.set_subject(found.opening.procurement)
        digests = "、".join(f"{each['name']}（SM3 {str(each['digest'])[:16]}…）" for each in kept)
        say(act, found.opening, f"{name_of(found)}的扫描件：{digests}")
        act.log(number=found.bid.number)
    return found


def refuse_unscanned(opening: Opening) -> None:
    """Raises Refusal as long as paper that was opened has no scan: the panel would have nothing to read."""
    rows = opening.envelopes.filter(state=EnvelopeState.OPENED, bid__way=HandedInBy.PAPER, files=[])
    if names := [f"{each.number} 号{each.bid.bidder.name}" for each in rows.select_related("bid__bidder")]:
        raise Refusal(f"{'、'.join(names)}的纸质文件还没有扫描件", "扫描上传以后再结束")


def check_scans(
    *,
    envelope: int,
    digest: str,
    pages: int,
    differs: str = "",
    by: Agent,
    once: UUID | None = None,
) -> ScanCheck:
    """Another than who scanned it, of the office, a custodian or the bidder, says whether the scans are as the paper.

    digest: of the list of scans that were looked at (`digest_of_scans`). pages: of the paper. differs: what is not as the paper.
    Raises Refusal once the panel has reported, and where a scan came meanwhile; NotAllowed for who scanned; NotFound.
    """
    with action(
        "procurement.opening.scan_checked",
        Permission.HOLD_OPENING,
        Permission.HOLD_KEY,
        Permission.BID,
        by=by,
        once=once,
    ) as act:
        _allow(act, envelope, by)
        found = locked_paper(act, envelope)
        if found.state != EnvelopeState.OPENED or not found.files:
            raise Refusal("这一份还没有扫描件", "拆封、扫描以后核对")
        if is_reported(found.opening.procurement, found.bid.lot):
            raise Refusal("已经有评审报告，不能再核对", "报告里写着哪些没有核对；有异议可以提出询问、质疑")
        if has_scanned(found, by.person):
            raise NotAllowed("这是您自己扫描的", WHO_CHECKS)
        if digest != digest_of_scans(found):
            raise Refusal("您看过以后又添了扫描件", "请重新打开，从头核对")
        made = act.create(
            ScanCheck(
                envelope=found,
                digest=digest,
                pages=pages,
                agrees=not differs.strip(),
                differs=differs.strip(),
                person=by.person,
                body=by.body,
                at=wall_clock.now(),
            )
        )
        act.set_subject(found.opening.procurement)
        if found.opening.state == OpeningState.JOINED:
            say(act, found.opening, f"{name_of(found)}的扫描件：{_said(made)}")
        act.log(number=found.bid.number, pages=pages, agrees=made.agrees)
    return made


def _allow(act: Action, envelope: int, by: Agent) -> None:
    """Allows the custodians and the bidder whose paper it is; of others the lock asks whether they hold the opening."""
    seen = Envelope.objects.select_related("opening", "bid__bidder__place").filter(pk=envelope).first()
    if seen is None:
        raise NotFound
    if (custodian := custodian_in(seen.opening, by)) is not None:
        act.allow(custodian)
    elif by.may_on(Permission.BID, seen.bid):
        act.allow(seen.bid)
    elif not by.may_on(Permission.HOLD_OPENING, seen.opening):
        raise NotFound


def _said(check: ScanCheck) -> str:
    what = "一致" if check.agrees else f"不同：{check.differs}"
    who = f"{check.body.name}{check.person.name}"
    return f"{who}照纸质的核对，纸质 {check.pages} 页，清单摘要 {check.digest[:16]}…，{what}"
