"""Attaching, superseding and issuing documents. No document is ever changed or deleted."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction

from goufu import wall_clock
from goufu.core.action import Action, action
from goufu.core.errors import NotFound, Refusal, Stale
from goufu.core.numbers import NumberSeries, take_number
from goufu.core.permissions import Permission
from goufu.core.principal import Principal, System
from goufu.core.reasons import required_reason
from goufu.documents.models import LONGEST_NAME, Document, Origin
from goufu.documents.papers import Paper, Written
from goufu.documents.queries import document as document_seen
from goufu.documents.queries import written_paper
from goufu.documents.store import Draft, hold, hold_all, store, sync_files
from goufu.documents.subjects import Subject, subject_of
from goufu.files.errors import ListError
from goufu.files.papers import FileType, paper_type
from goufu.journal.naming import kind_of

_ENDING = re.compile(r"\.[A-Za-z0-9]{1,5}$")


def attach_document(
    *,
    by: Principal,
    subject: tuple[str, int],
    kind: str,
    file_name: str,
    chunks: Iterable[bytes],
    number: str = "",
    name: str = "",
    once: UUID | None = None,
) -> Document:
    """Attaches a document to a thing, given by kind and number. Without a name it gets the file's.

    Raises Refusal for a file that is too large, empty or of another type, and for one attached already; NotFound,
    NotAllowed.
    """
    seen = subject_of(by, *subject)
    with store().draft(chunks) as draft:
        type_ = judged(draft)
        with action("documents.document.attached", _attaching(seen, kind), by=by, once=once) as act:
            _lock(act, seen, kind)
            return _add(
                act, seen, draft, type_, kind=kind, number=number.strip(), name=_name(name, file_name)
            )


def supersede_document(
    *,
    by: Principal,
    document: int,
    reason: str,
    file_name: str,
    chunks: Iterable[bytes],
    number: str = "",
    name: str = "",
    once: UUID | None = None,
) -> Document:
    """Supersedes a wrong document by the right one; the wrong one remains visible with the reason.

    Raises Refusal, NotFound, NotAllowed.
    """
    wrong, seen = document_seen(by, document)
    with store().draft(chunks) as draft:
        type_ = judged(draft)
        _refuse_unfit(wrong)
        with action("documents.document.superseded", _attaching(seen, wrong.kind), by=by, once=once) as act:
            _lock(act, seen, wrong.kind)
            _refuse_unfit(Document.objects.get(pk=wrong.pk))
            reason = required_reason(reason, "替换")
            given = {"kind": wrong.kind, "number": number.strip(), "name": _name(name, file_name)}
            act.log(superseded=wrong.name, reason=reason)
            return _add(act, seen, draft, type_, supersedes=wrong, reason=reason, **given)


def issue_document(
    act: Action,
    thing: Any,
    *,
    kind: str,
    series: NumberSeries,
    place: str,
    place_word: str,
    name: str,
    write: Callable[[str], Written],
) -> Document:
    """Issues a document with its official number, within the action that it belongs to, which has locked the thing.

    The number is the next of the series in that place this year; if the action fails, the next one gets it. write: the
    paper, which carries the number that it is given. It is written while the number is locked, so let
    it be ready but for that. The lock on the file comes last, as everywhere: nobody who holds it waits for a number.
    """
    year = wall_clock.today().year
    number = take_number(series, place=place, year=year, place_word=place_word)
    made = write(number)
    with store().draft([made.content]) as draft:
        return _issue(act, thing, draft, kind=kind, number=number, name=name, said=made.said)


def write_paper(*, by: Principal | None, subject: tuple[str, int], kind: str) -> Document:
    """The paper of a thing as it now is, given by kind and number: written now, unless it was written before.

    by: None for anybody, who gets what is public; the program itself issues it.
    Raises NotFound where there is none, Stale where the thing changed meanwhile.
    """
    seen = subject_of(by, *subject)
    paper = seen.paper(kind)
    if found := written_paper(paper):
        return found
    made = paper.write()
    with (
        store().draft([made.content]) as draft,
        action("documents.document.issued", paper.permission, by=_issuer(seen, paper, by)) as act,
    ):
        act.lock(type(seen.thing)._default_manager, seen.thing.pk)
        if subject_of(by, *subject).paper(kind).number != paper.number:
            raise Stale("有人", "刚才")
        act.set_subject(seen.history_of or seen.thing)
        if found := written_paper(paper):
            act.nothing_changed()
            return found
        given = {"kind": kind, "number": paper.number, "name": str(paper.name), "said": made.said}
        return _issue(act, seen.thing, draft, **given)


def write_public_papers(kind: str, number: int) -> None:
    """Writes the papers of a thing that are everybody's; those that are written already stay. Raises NotFound, Stale."""
    for paper in subject_of(None, kind, number).papers:
        if paper.is_public:
            write_paper(by=None, subject=(kind, number), kind=paper.kind)


def _issuer(seen: Subject, paper: Paper, by: Principal | None) -> Principal:
    """Who has the paper written: the agent, or the program for whoever may only read it. Raises NotFound."""
    if by is not None and (not paper.is_public or by.may_on(paper.permission, seen.thing)):
        return by
    if paper.is_public:
        return System()
    raise NotFound


def _issue(
    act: Action, thing: Any, draft: Draft, *, kind: str, number: str, name: str, said: str = ""
) -> Document:
    made = Document(
        subject_kind=kind_of(thing),
        subject_number=thing.pk,
        kind=kind,
        origin=Origin.ISSUED,
        number=number,
        name=_name(name),
        said=said,
        media_type=judged(draft).media_type,
    )
    return _store(act, draft, made)


def _attaching(seen: Subject, kind: str) -> Permission:
    """The permission to attach a document of that kind. Raises NotFound for kinds that are only issued."""
    if permission := seen.kind(kind).attach:
        return permission
    raise NotFound


def keep_document(
    act: Action, thing: Any, *, kind: str, file_name: str, draft: Draft, type_: FileType
) -> Document:
    """Keeps a file on which an action rests, such as an imported table, within that action, which has locked the thing.

    A file that the thing has kept before is the document that it was.
    """
    if same := _same_document(kind_of(thing), thing.pk, kind, draft.digest):
        _log_document(act, same)
        return same
    return _store(act, draft, _kept(thing, kind, file_name, type_))


def _kept(thing: Any, kind: str, file_name: str, type_: FileType) -> Document:
    return Document(
        subject_kind=kind_of(thing),
        subject_number=thing.pk,
        kind=kind,
        origin=Origin.ATTACHED,
        name=_name("", file_name),
        media_type=type_.media_type,
    )


@dataclass(frozen=True, slots=True)
class FileToKeep:
    """A file that the program wrote into a folder of the store, and what it will be called."""

    file_name: str
    draft: Draft
    type_: FileType


def store_files(files: Sequence[FileToKeep]) -> None:
    """Puts many files into the store before the action that keeps them locks anything: that action waits for no disk.

    They are as fresh as their documents then, so that no sweep takes them; if the action refuses, one does.
    """
    drafts = [each.draft for each in files]
    sync_files([draft.path for draft in drafts])
    with transaction.atomic():
        hold_all([draft.digest for draft in drafts])
        store().keep_all(drafts)


def keep_documents(act: Action, thing: Any, *, kind: str, files: Sequence[FileToKeep]) -> None:
    """Keeps many files that are stored already as documents of one thing, as `keep_document` does, in two queries."""
    had = Document.objects.filter(
        subject_kind=kind_of(thing), subject_number=thing.pk, kind=kind, superseded_by=None
    )
    seen = set(had.values_list("digest", flat=True))
    made = []
    for each in files:
        if each.draft.digest not in seen:
            seen.add(each.draft.digest)
            made.append(_told(act, _kept(thing, kind, each.file_name, each.type_), each.draft))
    act.create_all(made)
    act.log(documents=len(files))


def _lock(act: Action, seen: Subject, kind: str) -> None:
    """Locks the thing and reads its subject again, so that checks of its documents hold until the document is added."""
    act.allow(seen.kind(kind).on or seen.thing)
    act.lock(type(seen.thing)._default_manager, seen.thing.pk)
    now = subject_of(act.by, *seen.key)  # read again: uploading may have taken long
    refuse_closed(now)
    _attaching(now, kind)
    act.set_subject(seen.history_of or seen.thing)
    if seen.history_of:
        act.log(subject=seen.title)


def _add(act: Action, seen: Subject, draft: Draft, type_: FileType, **given: Any) -> Document:
    kind, number = seen.key
    made = Document(
        subject_kind=kind, subject_number=number, origin=Origin.ATTACHED, media_type=type_.media_type, **given
    )
    _refuse_repeated(made, draft)
    return _store(act, draft, made)


def _store(act: Action, draft: Draft, made: Document) -> Document:
    """Stores the file first, then the row: see store."""
    hold(draft.digest)
    store().keep(draft)
    act.create(_told(act, made, draft))
    _log_document(act, made)
    return made


def _told(act: Action, made: Document, draft: Draft) -> Document:
    """The document with its file, and with whoever acts."""
    actor = act.by.actor
    made.digest, made.size_bytes = draft.digest, draft.size_bytes
    made.person, made.person_name = actor.person, actor.person_name
    made.body, made.body_name = actor.body, actor.body_name
    return made


def _log_document(act: Action, made: Document) -> None:
    act.log(document=made.name, size_bytes=made.size_bytes, digest=made.digest)
    if made.number:
        act.log(number=made.number)


def judged(draft: Draft, *, field: str = "file") -> FileType:
    """The type of a file that somebody brought. Raises Refusal, at that field, for one that is empty or no paper."""
    if not draft.size_bytes:
        raise Refusal("文件是空的", "请选择有内容的文件", field=field)
    try:
        return paper_type(draft.path)
    except ListError as error:
        raise Refusal(error.what, error.remedy, field=field) from error


def _name(given: str, file_name: str = "") -> str:
    """The given name, else the file's name without folders and ending; without invisible characters."""
    said = given.strip() or _ENDING.sub("", file_name.replace("\\", "/").rsplit("/", 1)[-1])
    shown = "".join(sign for sign in said if unicodedata.category(sign)[0] != "C")
    return shown.strip()[:LONGEST_NAME] or "文件"


def refuse_closed(seen: Subject) -> None:
    """Raises Refusal for a subject to which nothing can be attached any more."""
    if seen.closed:
        raise Refusal(seen.closed, "已有的文件都留着，可以下载")


def _refuse_unfit(wrong: Document) -> None:
    if wrong.origin == Origin.ISSUED:
        raise Refusal("这是出具的文件，不能用上传的替换", "请由出具的那一步重新出具")
    if wrong.successor:
        raise Refusal(f"《{wrong}》已经替换过", "请替换现在用的那一份")


def _refuse_repeated(made: Document, draft: Draft) -> None:
    same = _same_document(made.subject_kind, made.subject_number, made.kind, draft.digest)
    if same:
        raise Refusal(f"这份文件已经在这里，名称是“{same}”", "请核对是不是选错了文件", field="file")


def _same_document(subject_kind: str, subject_number: int, kind: str, digest: str) -> Document | None:
    """The thing's document of that kind with the same content, unless it is superseded."""
    return Document.objects.filter(
        subject_kind=subject_kind,
        subject_number=subject_number,
        kind=kind,
        digest=digest,
        superseded_by=None,
    ).first()
