"""Cutting of a title: brackets, front and tail are taken away, and what they said is remembered."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache

from goufu.reader import words
from goufu.reader.lexicon import Endings, heads, listed, members
from goufu.reader.names import masked
from goufu.reader.patterns import pattern
from goufu.reader.spans import Stretch

BRACKETS = pattern(r"\(([^()]*)\)|【([^【】]*)】|\[([^\[\]]*)\]|〔([^〔〕]*)〕|<([^<>]*)>")
CODES = pattern("^[^-]{2,14}-{methods_in_codes}[-0-9A-Z()]*?-?(?=[^-0-9A-Z])")
COUNTED = pattern(
    "(?:第?[一二三四五六七八九十0-9、和]+[次批包期标号](?:段|次)?|[一二三四五六七八九十0-9、和]*标段"
    "|(?<![A-Z])[A-Z](?:、[A-Z])*(?:包|标段)?"
    r"|(?:20)?\d\d年度?|(?:采购|合同|分|包)?(?:包|标段|分标|包组|包件)[一二三四五六七八九十A-Z0-9]+"
    "|[I]+标?段?|第[一二三四五六七八九十0-9]+|(?<=[目告购之])[一二三四五六七八九十])$"
)
NUMBERED = pattern(r".{0,6}编号[:为]?[-A-Z0-9_./〔〕年号第]+$")
PAID = pattern("由[^由]{2,8}(?:付费|支付|出资|承担费用)$")
PUNCTUATION = "-—_·.。,，:：;；/|+=~“”\"'‘’、!！?？《》 <>()[]【】〔〕"
CODE_SIGNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-/_."
COUNTING = frozenset("次批包期标号段年度一二三四五六七八九十0123456789ABCDEFGHI")
LOT = pattern(r"(?:——|--|(?<=项目)-|(?<=[^A-Z0-9])—|(?<=项目):)(?P<lot>[^—]{2,})$")
FIRM_ENDS = words.lists()["ends_of_firms"]


@dataclass(slots=True)
class Cut:
    """A title after the cutting: what is left, the brackets with what each is for, and what was said around it."""

    left: Stretch
    asides: list[tuple[str, str]] = field(default_factory=list)  # text, use: number, role, parts, note
    further: list[Stretch] = field(default_factory=list)  # parts that stand in brackets
    front: str = ""
    role: str = ""  # a bare service head in brackets, which becomes the head of all
    said_purchase: bool = False


def cut(text: str) -> Cut:
    """A title in its normal form, cut."""
    cut = Cut(Stretch(text))
    if "(" in text or "【" in text or "[" in text or "〔" in text or "<" in text:
        _cut_brackets(cut)
    _cut_front(cut)
    _cut_tail(cut)
    _cut_lot(cut)
    return cut


def _cut_brackets(cut: Cut) -> None:
    """Takes brackets out, innermost first, up to three nestings."""
    for _ in range(3):
        spans = []
        for match in BRACKETS.finditer(cut.left.text):
            inner = next(group for group in match.groups() if group is not None)
            start = match.start() + 1
            use = _use(inner)
            cut.asides.append((inner, use))
            if use == "role":
                cut.role = inner
            elif use == "parts":
                cut.further.append(cut.left.between(start, start + len(inner)))
            spans.append(match.span())
        if not spans:
            return
        cut.left = cut.left.without(spans)


def _use(inner: str) -> str:
    """What a bracket is for: a number, the service itself (role), further parts, or a note."""
    if _is_number(inner):
        return "number"
    if inner.startswith(("含", "包括", "包含", "其中")):
        return "parts"
    end = len(inner) - 2 if inner.endswith(("服务", "部分", "单位")) else len(inner)
    head = heads().longest(masked(inner), 0, end)
    if head and heads().kinds[head] == "project_services" and end - len(head) <= 4:
        return "role"
    return "note"


def _is_number(inner: str) -> bool:
    """Whether a bracket only counts or holds a code. Letters that say what is done (BOT, EPC, PPP/TOT) are no code."""
    if NUMBERED.match(inner):
        return True
    if not inner.strip(CODE_SIGNS):
        return any(map(str.isdigit, inner)) or _ways().isdisjoint(re.split("[-/_.]", inner))
    if COUNTED.fullmatch(inner):
        return True
    word = _numbering().longest(inner, 0, len(inner))
    return len(word) > 1 or (word != "" and inner[-2:-1] in COUNTING)  # 行政审批, 劳务外包 are no numbers


def _cut_front(cut: Cut) -> None:
    """Takes the agency's name, codes and “关于” away from the front."""
    text = cut.left.text
    start = 0
    if "-" in text and (match := CODES.match(text)):
        start = match.end()
    about = text.find("关于", start)
    if about == 0 or (0 < about < 45 and text.endswith(FIRM_ENDS, start, about)):
        start = about + 2
    firm = text.rfind("公司", start, start + 32)
    if firm > 3 and len(text) - firm - 2 >= 6:
        start = firm + 2
    if start:
        cut.front = text[:start]
        cut.left = cut.left.between(start, len(text))


def _cut_tail(cut: Cut) -> None:
    """Takes the words of notices, numbers and codes away from the end, and notes whether a purchase was said."""
    text = cut.left.text
    notices = _notices()
    end = len(text)
    before = -1
    while end and end != before:
        before = end
        last = text[end - 1]
        if last in CODE_SIGNS or last in PUNCTUATION:
            end = _without_code(text, end)
        elif word := notices.longest(text, 0, end):
            end -= len(word)
        elif text.endswith("采购", 0, end):
            cut.said_purchase = True
            end -= 2
        if end and text[end - 1] in COUNTING and (match := COUNTED.search(text, max(0, end - 16), end)):
            end = match.start()
    if "由" in text and (match := PAID.search(text, 0, end)):
        cut.asides.append((match.group(), "note"))
        end = match.start()
    if end < len(text):
        cut.left = cut.left.between(0, end)


def _without_code(text: str, end: int) -> int:
    """Where a text ends without the punctuation, or the code of eight signs or more, at its end."""
    end = len(text[:end].rstrip(PUNCTUATION))
    code = len(text[:end].rstrip(CODE_SIGNS))
    return code if end - code >= 8 else end


def _cut_lot(cut: Cut) -> None:
    """Takes a lot's name away from the end (“…项目——灌溉设施”), or the project's name where a service is the lot's head."""
    text = cut.left.text
    last = max(0, text.rfind("—") - 1)  # no lot has a dash within, so none begins before the last one
    match = LOT.search(text, last) if "-" in text or "—" in text or ":" in text else None
    if match is None or match.start() < 4:
        return
    lot = match["lot"].removesuffix("项目").removesuffix("服务")
    kind = heads().kinds.get(heads().longest(lot, 0, len(lot)))
    if kind in ("project_services", "services"):
        cut.asides.append((text[: match.start()], "project"))
        cut.left = cut.left.between(match.start("lot"), len(text))
    elif kind not in ("works", "works_nouns"):
        cut.asides.append((match["lot"], "lot"))
        cut.left = cut.left.between(0, match.start())


@cache
def _notices() -> Endings:
    return Endings(listed("notices"))


@cache
def _ways() -> frozenset[str]:
    """Building, packages and financing in Latin letters."""
    return members("package_terms") | members("building") | members("works") | members("financing")


@cache
def _numbering() -> Endings:
    return Endings(listed("numbering"))
