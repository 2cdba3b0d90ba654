"""The chapters of the guide, chapters/*.md, as HTML; read and rendered once a process.

Links between chapters, and to the rules, lead to the pages of the program; links elsewhere, which an office without the
internet can't open, are plain text. A heading has its text as its id, as where the files are shown on the web.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

FOLDER = Path(__file__).with_name("chapters")
INDEX = "index"
ORDER = (
    "everywhere", "purchasing", "procurement", "agencies", "frameworks", "challenges", "providers", "check", "decisions", "finance",
    "catalogue", "bodies", "administrators", "auditors", "journal", "marks", "coverage", "running",
)  # fmt: skip
_CHAPTER = re.compile(r"(?P<name>[\w-]+)\.md(?P<part>#.*)?")
_RULES = "docs/rules/README.md"
_RULE = re.compile(r"(?:\.\./)+docs/rules/(?P<stage>\w+)/(?P<name>[\w-]+)\.md")


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a chapter under a heading: the heading, which is its id, and its text without marks."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter: its name in the address, its title, its parts, and its HTML, which is ours and safe."""

    name: str
    title: str
    parts: Sequence[Part]
    html: SafeString


@cache
def chapters() -> dict[str, Chapter]:
    """All chapters by name, in the order of the guide."""
    return {name: _read(name) for name in ORDER}


@cache
def index() -> Chapter:
    """The first page: which chapters are whose."""
    return _read(INDEX)


def _read(name: str) -> Chapter:
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = markdown.parse((FOLDER / f"{name}.md").read_text(encoding="utf-8"))
    parts = _parts(tokens)
    _mark_headings(tokens)
    for token in tokens:
        _without_style(token)
        token.children = _with_links(token.children or [])
    html = markdown.renderer.render(tokens, markdown.options, {})
    return Chapter(name, parts[0].title, parts, mark_safe(html))  # noqa: S308, our own chapters, and no HTML in them


def _parts(tokens: Sequence[Token]) -> list[Part]:
    found: list[tuple[str, list[str]]] = []
    for before, token in zip([None, *tokens], tokens, strict=False):
        if token.type == "inline" and before is not None and before.type == "heading_open":
            found.append((_text(token), []))
        elif token.type in ("inline", "fence", "code_block"):
            found[-1][1].append(_text(token) if token.type == "inline" else token.content)
    return [Part(title, " ".join(texts)) for title, texts in found]


def _text(token: Token) -> str:
    """Without the marks of Markdown."""
    return "".join(each.content for each in token.children or [])


def _mark_headings(tokens: Sequence[Token]) -> None:
    for heading, words in pairwise(tokens):
        if heading.type == "heading_open":
            heading.attrSet("id", anchor(_text(words)))


def anchor(title: str) -> str:
    """The id of a heading."""
    return re.sub(r"\s+", "-", re.sub(r"[^\w\s-]", "", title).strip().lower())


def _without_style(token: Token) -> None:
    """The policy forbids styles within a page: the alignment of a column becomes a class."""
    if style := token.attrs.pop("style", None):
        token.attrSet("class", "num" if "right" in str(style) else "")


def _with_links(tokens: Sequence[Token]) -> list[Token]:
    """The tokens of a line, with links to where the program shows what is linked, or without them."""
    kept: list[Token] = []
    is_open: list[bool] = []
    for token in tokens:
        if token.type == "softbreak":
            continue  # a line of Chinese goes on without a blank
        if token.type == "link_open":
            address = _address(str(token.attrs["href"]))
            is_open.append(bool(address))
            token.attrSet("href", address)
        if token.type in ("link_open", "link_close") and not is_open[-1]:
            pass
        else:
            kept.append(token)
        if token.type == "link_close":
            is_open.pop()
    return kept


def _address(href: str) -> str:
    """Where a link leads in the program; '' where it has no such page."""
    if found := _CHAPTER.fullmatch(href):
        return reverse("guide:chapter", args=[found["name"]]) + (found["part"] or "")
    if href.endswith(_RULES):
        return reverse("law:rules")
    if found := _RULE.fullmatch(href):
        return reverse("law:rule", args=[f"{found['stage']}.{found['name']}"])
    return href if href.startswith(("#", "/")) else ""
