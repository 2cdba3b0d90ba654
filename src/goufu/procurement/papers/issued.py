"""The papers of procurement: notices (also as plain text for the designated medium), the file, the reply on the method."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from django.conf import settings
from django.utils.translation import override

from goufu.core.permissions import Permission
from goufu.documents import blocks
from goufu.documents.blocks import Block
from goufu.documents.papers import Paper, in_both
from goufu.files.numerals import plain
from goufu.procurement.agencies import fee_in_words
from goufu.procurement.law import facts_of
from goufu.procurement.methods import load_methods
from goufu.procurement.models import Delegation, MethodDecision, Notice, Procurement, ProcurementFile
from goufu.procurement.notices import NoticeKind, Section, load_notices
from goufu.procurement.papers.file_content import blocks_of
from goufu.procurement.queries.papers import FILE
from goufu.procurement.timing.counting import day_of
from goufu.ui.money import figures

# The codes of their kinds of documents: the PDF's, and the one's that Word can change.
NOTICE = ("notice", "notice_word")
REPLY = ("method_reply", "method_reply_word")
AGREEMENT = ("agreement_paper", "agreement_word")


def papers_of(notice: Notice) -> tuple[Paper, Paper]:
    """The papers of a published notice, which anybody may read."""
    return in_both(
        NOTICE,
        Permission.SEE_PROCUREMENTS,
        number=notice.number,
        name=f"{notice.procurement.title}：{load_notices()[notice.kind].title}",
        day=_published_on(notice),
        words=partial(_words, notice),
        is_public=True,
        digest=notice.digest,
    )


def file_papers_of(file: ProcurementFile) -> tuple[Paper, Paper]:
    """The papers of a procurement file that is fixed."""
    assert file.fixed_at
    procurement, fixed_on = file.procurement, day_of(file.fixed_at)
    return in_both(
        FILE,
        Permission.SEE_PROCUREMENTS,
        number=file.number,
        name=f"{procurement.title}：采购文件",
        day=fixed_on,
        words=lambda: {"blocks": [*blocks_of(procurement, file.content or [], fixed_on)]},
        digest=file.digest,
    )


def replies_of(procurement: Procurement) -> tuple[Paper, ...]:
    """The papers of the last decision on its method that was taken in this house: an official paper with a red head."""
    decided = [each for each in procurement.method_decisions.all() if each.office_id and each.number]
    if not decided:
        return ()
    last = decided[-1]
    return in_both(
        REPLY,
        Permission.SEE_PROCUREMENTS,
        number=last.number,
        name=f"{procurement.title}：采购方式批复",
        day=last.day,
        words=lambda: {"head": last.office_name, "blocks": [*_reply(procurement, last)]},
    )


def agreements_of(held: Delegation) -> tuple[Paper, Paper]:
    """The agreement as it was drafted, for both to sign, stamp and scan."""
    return in_both(
        AGREEMENT,
        Permission.WRITE_PROCUREMENT,
        number=f"{held.procurement.number}-WT-{held.pk}{_revision(held)}",
        name=f"{held.procurement.title}：委托代理协议",
        day=day_of(held.drafted_at),
        words=lambda: {"blocks": [*_agreement(held)]},
    )


def _revision(held: Delegation) -> str:
    """What tells a corrected draft's number from that of the first."""
    return f"-{held.revision}" if held.revision > 1 else ""


def _agreement(held: Delegation) -> Iterator[Block]:
    procurement, purchaser, agency = held.procurement, held.procurement.purchaser.name, held.agency.name
    yield blocks.title("委托代理协议")
    yield blocks.under(f"{blocks.day_in_words(day_of(held.drafted_at))}起草")
    yield blocks.text(
        f"{purchaser}（采购人）委托{agency}（代理机构）办理“{procurement.title}”（{procurement.number}）。"
    )
    yield blocks.heading("一、委托的事项")
    with override(settings.LANGUAGE_CODE):
        yield blocks.text("；".join(held.duties_in_words) + "。")
    yield blocks.text("采购公告、终止公告由代理机构起草的，也由采购人的采购负责人发布。")
    yield blocks.text("采购方案、采购方式、定标和没有列出的事项由采购人办理。代理机构的人不评审这次采购。")
    yield blocks.heading("二、期限")
    yield blocks.text(
        f"{blocks.day_in_words(held.starts_on)}至{blocks.day_in_words(held.ends_on)}。采购人可以随时解除。"
    )
    yield blocks.heading("三、代理费")
    yield blocks.text(f"{fee_in_words(held)}。")
    yield blocks.heading("四、签订")
    yield blocks.sheet(
        ("签订的一方", "采购人", "代理机构"),
        [
            ("名称", purchaser, agency),
            ("盖章", blocks.SPACE, blocks.SPACE),
            ("法定代表人或者授权代表签字", blocks.SPACE, blocks.SPACE),
            ("日期", blocks.DAY, blocks.DAY),
        ],
    )


def _reply(procurement: Procurement, decided: MethodDecision) -> Iterator[Block]:
    method = load_methods().methods[decided.method].title
    budget = facts_of(procurement).get("budget_yuan")
    money = f"，采购预算 {figures(budget)} 元" if budget else ""  # type: ignore[arg-type]
    answer = f"同意采用{method}方式采购" if decided.is_granted else f"不同意采用{method}方式采购"
    yield blocks.title(f"关于{procurement.title}\n采购方式的批复")
    yield blocks.addressee(f"{procurement.purchaser.name}：")
    yield blocks.text(
        f"你单位申请以{method}方式采购“{procurement.title}”（采购编号 {procurement.number}{money}）。"
        f"依照《政府采购法实施条例》第二十三条，经审核，{answer}。"
    )
    if decided.reason:
        yield blocks.text(decided.reason)
    yield blocks.signed(decided.office_name, blocks.day_in_words(decided.day))


def text_of(notice: Notice) -> str:
    """The plain text of a published notice, in the order of its form, to be pasted where the medium asks for it."""
    return "".join(f"{each}\n" for each in _lines(notice))


def _lines(notice: Notice) -> Iterator[str]:
    for block in _blocks(notice):
        match block["kind"]:
            case "sheet":
                head, [row] = block["head"], block["rows"]
                yield from (f"{title}：{text}" for title, text in zip(head, row, strict=True))
            case "signed":
                yield from block["lines"]
            case _:
                yield block["text"]


@dataclass(frozen=True, slots=True)
class Part:
    """A numbered heading of a notice, '' without one, and what stands under it."""

    heading: str
    section: Section
    fields: tuple[Mapping[str, str], ...]

    def names(self, field: Mapping[str, str]) -> bool:
        """Whether it is said already what the field is."""
        if load_notices().fields[field["field"]].type == "fixed":  # a sentence of the form
            return True
        return bool(self.heading) and (len(self.section.fields) == 1 or field["title"] == self.section.title)

    @property
    def said(self) -> list[tuple[str, str]]:
        """The fields as title and text; the title is '' where the heading says it."""
        return [("" if self.names(each) else each["title"], each["text"]) for each in self.fields]


def parts_of(kind: NoticeKind, content: Sequence[Mapping[str, str]]) -> Iterator[Part]:
    """What a notice says under the headings of its form; headings under which nothing stands are left out."""
    said = {each["field"]: each for each in content}
    headings = 0
    for section in _sections(kind, content):
        fields = tuple(said[name] for name in section.fields if name in said)
        if fields:
            headings += bool(section.title)
            yield Part(f"{plain(headings)}、{section.title}" if section.title else "", section, fields)


def _words(notice: Notice) -> dict[str, Any]:
    return {"blocks": [*_blocks(notice)]}


def _blocks(notice: Notice) -> Iterator[Block]:
    """What the notice says, under the headings of its form; only what stands in it."""
    kind = load_notices()[notice.kind]
    yield blocks.title(f"{notice.procurement.title}\n{kind.title}")
    for part in parts_of(kind, notice.content or []):
        if part.heading:
            yield blocks.heading(part.heading)
        if part.section.as_table:
            head, row = [each["title"] for each in part.fields], [each["text"] for each in part.fields]
            yield blocks.sheet(head, [row])
        else:
            yield blocks.text("\n".join(_said(part)))
    yield blocks.signed(notice.procurement.purchaser.name, blocks.day_in_words(_published_on(notice)))


def _sections(kind: NoticeKind, content: Sequence[Mapping[str, str]]) -> Iterator[Section]:
    """The sections of the form; what was published under a form of earlier and is in none now follows, each by itself."""
    yield from kind.form
    named = {field for section in kind.form for field in section.fields}
    yield from (
        Section(each["title"], (each["field"],), False) for each in content if each["field"] not in named
    )


def _said(part: Part) -> Iterator[str]:
    yield from (f"{title}：{text}" if title else text for title, text in part.said)


def _published_on(notice: Notice) -> date:
    assert notice.published_at
    return day_of(notice.published_at)
