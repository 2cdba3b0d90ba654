"""The letters that follow from the steps of challenges and complaints, as papers; what they say is data (case_letters.toml)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from string import Formatter
from typing import Any

from django.conf import settings
from django.utils.translation import override

from goufu.core.permissions import Permission
from goufu.documents import blocks
from goufu.documents.blocks import Block
from goufu.documents.papers import Paper, in_both
from goufu.journal.naming import kind_of
from goufu.law.load import load_rulebook
from goufu.law.tables import read
from goufu.procurement.cases.data import load_cases
from goufu.procurement.cases.periods import period
from goufu.procurement.methods import HOME
from goufu.procurement.models import CaseStep, Challenge, Complaint, Party
from goufu.procurement.papers.citing import basis
from goufu.procurement.strict import Entry, References

LETTERS = "case_letters.toml"
TO = ("complainant", "challenger", "purchaser", "party", "providers")
# What may stand in braces: see _said.
TOLD = frozenset(
    ["project", "procurement", "number", "complainant", "received", "day", "until", "text", "period"]
)


@dataclass(frozen=True, slots=True)
class LetterKind:
    """A letter after a step. `code`: in its number; `clock`: whose period it names; `shows_case`: it carries what was complained of."""

    name: str
    of: str
    step: str
    code: str
    title: str
    to: str
    article: str
    clock: str
    text: tuple[str, ...]
    shows_case: bool

    @property
    def named(self) -> set[str]:
        """What stands in braces in its text."""
        return {name for text in self.text for _before, name, *_more in Formatter().parse(text) if name}

    @property
    def kinds(self) -> tuple[str, str]:
        """The codes of its kinds of documents: the PDF, and the one that Word can change."""
        return f"{self.name}_paper", f"{self.name}_word"


@cache
def load_letters() -> Mapping[str, LetterKind]:
    """The letters by name, held to the steps and clocks of cases. Raises DataError for the first fault."""
    path, cases = HOME / LETTERS, load_cases()
    entry, refs = Entry(path, "", read(path)), References(load_rulebook(), {})
    found = {name: _kind(name, each, refs) for name, each in entry.needed("letters").named()}
    entry.done()
    for each in found.values():
        if (
            each.step not in cases.kinds
            or each.of not in ("challenge", "complaint", "party")
            or each.to not in TO
        ):
            raise entry.error(f"{each.name} 的 step、of 或者 to 不对")
        if each.clock and each.clock not in cases.clocks:
            raise entry.error(f"{each.name} 写了 {each.clock}，没有这个期限")
        if unknown := each.named - TOLD:
            raise entry.error(f"{each.name} 里的 {'、'.join(sorted(unknown))} 没有人填")
        if ("period" in each.named) != bool(each.clock):
            raise entry.error(f"{each.name} 的 period 和 clock 要一起写")
    return found


def _kind(name: str, entry: Entry, refs: References) -> LetterKind:
    article = refs.article(entry) if "article" in entry.raw else ""
    found = LetterKind(
        name,
        entry.text("of"),
        entry.text("step"),
        entry.text("code"),
        entry.text("title"),
        entry.text("to"),
        article,
        entry.text("clock", ""),
        entry.texts("text"),
        entry.flag("shows_case"),
    )
    entry.done()
    return found


def letters_of(thing: Challenge | Complaint | Party) -> tuple[Paper, ...]:
    """The letters that follow from what has happened in it, for who sees it: of each the last, as PDF and Word.

    Those of a party follow from its own steps and those of the whole case, and go to it alone.
    """
    to = thing if isinstance(thing, Party) else None
    case: Challenge | Complaint = thing.complaint if isinstance(thing, Party) else thing
    about = {None, to.pk if to else None}
    steps = sorted((each for each in case.steps.all() if each.party_id in about), key=lambda step: step.pk)
    kinds = [each for each in load_letters().values() if each.of == kind_of(thing)]
    return tuple(paper for each in kinds for paper in _papers(case, each, steps, to))


def _papers(
    case: Challenge | Complaint, kind: LetterKind, steps: list[CaseStep], to: Party | None
) -> Iterator[Paper]:
    happened = [each for each in steps if each.kind == kind.step]
    if not happened:
        return
    last, is_challenge = happened[-1], isinstance(case, Challenge)
    number = f"{case.number}-{kind.code}{to.position if to else len(happened)}"
    yield from in_both(
        kind.kinds,
        Permission.KEEP_CHALLENGES if is_challenge else Permission.DECIDE_COMPLAINT,
        number=number,
        name=f"{case.procurement.title}：{kind.title}",
        day=last.day,
        words=lambda: _words(case, kind, last, number, to),
        is_public=True,
    )


def _words(
    case: Challenge | Complaint, kind: LetterKind, step: CaseStep, number: str, to: Party | None
) -> dict[str, Any]:
    head = {} if isinstance(case, Challenge) else {"head": case.office.name, "number": number}
    return {**head, "blocks": [*_letter(case, kind, step, to)]}


def _letter(
    case: Challenge | Complaint, kind: LetterKind, step: CaseStep, party: Party | None
) -> Iterator[Block]:
    with override(settings.LANGUAGE_CODE):  # a paper is in Chinese, whoever has it written
        said = _said(case, kind, step)
    purchaser = case.procurement.purchaser.name
    who = case.challenger.name if isinstance(case, Challenge) else case.complainant.name
    to = {"purchaser": purchaser, "providers": "参加这次采购的各供应商"}.get(kind.to, who)
    to = party.body.name if party else to
    yield blocks.title(kind.title)
    yield blocks.addressee(f"{to}：")
    for each in kind.text:
        if all(said[name] for name in said if f"{{{name}}}" in each):
            yield blocks.text(each.format(**said))
    if kind.shows_case:
        yield blocks.heading("投诉事项、请求和依据")
        yield blocks.text(f"{case.matters}\n请求：{case.request}\n依据：{case.grounds}")
    if cited := basis(kind.article):
        yield blocks.text(cited)
    signs = purchaser if isinstance(case, Challenge) else case.office.name
    yield blocks.signed(signs, blocks.day_in_words(step.day))


def _said(case: Challenge | Complaint, kind: LetterKind, step: CaseStep) -> dict[str, str]:
    """What stands for the words in braces; empty for what isn't known."""
    procurement = case.procurement
    return {
        "project": procurement.title,
        "procurement": procurement.number,
        "number": case.number,
        "complainant": "" if isinstance(case, Challenge) else case.complainant.name,
        "received": blocks.day_in_words(case.received_on),
        "day": blocks.day_in_words(step.day),
        "until": blocks.day_in_words(step.until) if step.until else "",
        "text": blocks.sentence(step.text),
        "period": period(kind.clock, step.day) if kind.clock else "",
    }
