"""Envelopes are opened: each is read once its keys are joined, or its bidder shows the same files."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from goufu import wall_clock
from goufu.core.action import Action, action
from goufu.core.errors import NotFound, Refusal
from goufu.core.permissions import Permission
from goufu.documents.actions import FileToKeep, keep_documents, store_files
from goufu.documents.store import Draft, store
from goufu.files.errors import ListError
from goufu.files.papers import FileType, paper_type
from goufu.procurement.actions.opened_offers import add_opened
from goufu.procurement.actions.opening_record import DONE, failure_of, locked, name_of, say
from goufu.procurement.actions.unwrapping import refuse_paper_first
from goufu.procurement.models import (
    CameBy,
    Cause,
    Envelope,
    EnvelopeState,
    OpeningState,
)
from goufu.procurement.reckoning.prices import FREE
from goufu.procurement.review.reading import CONTENT
from goufu.procurement.sealed.ceremony import Fault, Quoted, quoted, read_into
from goufu.procurement.sealed.envelopes import is_priced
from goufu.procurement.sealed.reception import MOST_BYTES
from goufu.procurement.sealed.sweep import OPENED
from goufu.procurement.transitions import PROCUREMENT
from goufu.registry.agents import Agent
from goufu.sealing.contents import SealedFile, list_digest
from goufu.sealing.envelope import Opened
from goufu.sealing.streams import digest_of
from goufu.ui.money import figures

OTHER = FileType("其他", "application/octet-stream", "")


def read_envelope(*, envelope: int, by: Agent, once: UUID | None = None) -> Envelope:
    """Opens one envelope: its files go to the documents, its price is read out. Done before, it stays as it is. Raises Refusal."""
    seen = _seen(envelope)
    if seen.state in DONE:
        return seen
    if seen.state != EnvelopeState.JOINED:
        raise Refusal("这一份的钥匙还没有合", "先合钥匙，再打开")
    if not by.may_on(Permission.HOLD_OPENING, seen.opening):
        raise NotFound
    PROCUREMENT.after("open", seen.opening.procurement)
    refuse_paper_first(seen.opening)
    with _folder() as folder:
        result = read_into(seen, list(seen.peels.all()), folder / "opened")
        contents = None if isinstance(result, Fault) else _contents(seen, result, folder / "opened")
        with action("procurement.opening.read", Permission.HOLD_OPENING, by=by, once=once) as act:
            locked(act, seen.opening_id)
            found = act.lock(
                Envelope.objects.select_related("opening__procurement__purchaser", "bid__bidder"), envelope
            )
            act.set_subject(found.opening.procurement)
            if found.state != EnvelopeState.JOINED:
                act.nothing_changed()
                return found
            if isinstance(result, Fault):
                act.change(found, state=EnvelopeState.FAILED, cause=result.cause, why=result.why[:500])
                say(act, found.opening, failure_of(seen, result))
            else:
                assert contents
                _keep_opened(act, found, contents, EnvelopeState.OPENED)
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


@dataclass(frozen=True, slots=True)
class _Contents:
    """What an opened envelope holds: its files, in the store already, and the price where it has one."""

    opened: Opened
    files: Sequence[FileToKeep]
    price: Quoted
    has_price: bool


def _contents(envelope: Envelope, opened: Opened, folder: Path) -> _Contents:
    """Reads the price and puts the files into the store, before anything is locked: there may be a thousand of them."""
    has_price = is_priced(envelope.opening.procurement.method, envelope.bid.kind)
    price = quoted(folder) if has_price else Quoted(None)
    files = [_to_keep(each, folder / each.name) for each in opened.files if each.size]
    store_files(files)
    return _Contents(opened, files, price, has_price)


def _to_keep(file: SealedFile, path: Path) -> FileToKeep:
    type_ = _type(path)
    name = f"{file.name}.bin" if type_ is OTHER else file.name
    return FileToKeep(name, Draft(path, file.sm3, file.size), type_)


def _keep_opened(act: Action, envelope: Envelope, contents: _Contents, state: str) -> None:
    bid, opening = envelope.bid, envelope.opening
    opened, price = contents.opened, contents.price
    keep_documents(act, bid, kind=CONTENT, files=contents.files)
    note = price.note
    if bid.list_digest and opened.list_digest != bid.list_digest:
        note = f"{note}；文件清单和送来时说的不同".lstrip("；")
    if price.price == 0:
        note = f"{note}；{FREE}".lstrip("；")
    act.change(
        envelope,
        state=state,
        files=[each._asdict() for each in opened.files],
        price=price.price,
        why=note[:500],
        opened_at=wall_clock.now(),
    )
    if contents.has_price:
        add_opened(act, envelope, price.price, price.in_words, came_by=CameBy.SEALED, by=_host(act))
    said = f"打开 {name_of(envelope)}：{len(opened.files)} 个文件"
    if price.price is not None:
        said += f"，{figures(price.price)} 元"
    say(act, opening, f"{said}{f'，{note}' if note else ''}")


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
    if not by.may_on(Permission.HOLD_OPENING, seen.opening):
        raise NotFound
    PROCUREMENT.after("open", seen.opening.procurement)
    _refuse_showing(seen)
    with _folder() as folder:
        (folder / "opened").mkdir()
        given = _written(files, folder / "opened")
        if list_digest(given) != seen.bid.list_digest:
            raise Refusal("这些文件不是回执上那份清单的", "请拿封标时的全部原文件，次序、名称和内容都不能改")
        contents = _contents(seen, Opened(given, list_digest(given), ""), folder / "opened")
        with action("procurement.opening.shown", Permission.HOLD_OPENING, by=by, once=once) as act:
            opening = locked(act, seen.opening_id)
            found = act.lock(
                Envelope.objects.select_related("opening__procurement__purchaser", "bid__bidder"), envelope
            )
            act.set_subject(opening.procurement)
            _refuse_showing(found)
            act.change(found, cause="", state=EnvelopeState.JOINED)
            _keep_opened(act, found, contents, EnvelopeState.SHOWN)
            act.log(number=seen.bid.number)
    return found


def _refuse_showing(envelope: Envelope) -> None:
    if envelope.opening.state != OpeningState.JOINED:
        raise Refusal("开启已经结束，或者钥匙还没有合", "原文件在结束以前拿出来")
    refuse_paper_first(envelope.opening)
    if envelope.state != EnvelopeState.FAILED or envelope.cause != Cause.OTHER:
        raise Refusal("这一份不用原文件", "只有不是投标人造成的打不开，才凭原文件")
    refuse_paper_first(envelope.opening)
    if not envelope.bid.list_digest:
        raise Refusal("回执上没有文件清单的摘要，无法核对原文件", "请照采购文件里写的补救办法处理")


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
