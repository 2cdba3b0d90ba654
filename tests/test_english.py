"""Pages in English: what is Chinese on them was written by people, or is the law's."""

from __future__ import annotations

import ast
import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from html.parser import HTMLParser
from typing import Any

import pytest
from axe import pages
from babel.messages.pofile import read_po
from cast import Cast, make_cast
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.models import CharField, JSONField, TextField
from source import PACKAGE, calls, modules

from goufu.core.errors import Refusal
from goufu.funds.models.budget import FUND_NAMES, PROJECT_CATEGORIES
from goufu.law.load import load_rulebook

HAN = re.compile(r"[\u3400-\u9fff]+")
WIDE = re.compile(
    "[、。！（），：；？《》　]"
)  # signs that only Chinese has; quotation marks are everybody's
SAID_IN = ("placeholder", "title", "aria-label", "alt", "data-label", "value", "content")
SILENT = ("script", "style", "template")
OUR_NAME = re.compile("购服")
EDITION = re.compile(r"（第\d+版）")  # after the title that its owner gave it
OFFICIAL_NUMBER = re.compile(r"\w+〔\d{4}〕\d+号")  # an example of one: there are none in English
PARTS = 4


class Said(HTMLParser):
    """The texts of a page that are not marked as Chinese."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.within: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        above = self.within[-1][1] if self.within else False
        language = said.get("lang")
        is_marked = language.startswith("zh") if language else above
        if not is_marked:
            self.texts += [said[name] or "" for name in SAID_IN if name in said]
        if tag not in VOID:
            self.within.append((tag, is_marked or tag in SILENT))

    def handle_endtag(self, tag: str) -> None:
        while self.within and self.within.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not (self.within and self.within[-1][1]):
            self.texts.append(data)


UPLOADED = "清单.csv"  # as check/tests/addresses.py names it
NUMBERED = re.compile("[\u3400-\u9fff]\\d+[\u3400-\u9fff]")  # a name put together of single signs: 第13局
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


def unmarked(page: str) -> list[str]:
    found = Said()
    found.feed(page)
    return [text for text in found.texts if HAN.search(text) or WIDE.search(text)]


@cache
def texts_of_the_law() -> list[str]:
    """The texts of the rulebook with its citations, and the names of the state's own classes."""
    home = PACKAGE / "law"
    texts = [
        text for path in home.rglob("*.toml") for text in texts_in(tomllib.loads(path.read_text("utf-8")))
    ]
    book = load_rulebook()
    texts += [
        book.cite(f"{each.id}:{article}") for each in book.instruments.values() for article in each.articles
    ]
    return [*texts, *(name for _code, name in PROJECT_CATEGORIES), *FUND_NAMES]


@cache
def of_the_law() -> frozenset[str]:
    """The Chinese of the law, phrase by phrase."""
    return frozenset(HAN.findall(" ".join(texts_of_the_law())))


def texts_in(data: Any) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, (dict, list)):
        for each in data.values() if isinstance(data, dict) else data:
            yield from texts_in(each)


def written_by_people() -> Iterator[str]:
    """All texts in the database, and the name of the list that was brought to be checked."""
    yield UPLOADED
    tables = connection.introspection.table_names()
    for model in apps.get_models():
        fields = [
            each.column
            for each in model._meta.concrete_fields
            if isinstance(each, (CharField, TextField, JSONField)) and not each.choices
        ]
        if fields and model._meta.db_table in tables:
            rows = ", ".join(f'"{column}"::text' for column in fields)
            with connection.cursor() as cursor:
                cursor.execute(f'SELECT DISTINCT {rows} FROM "{model._meta.db_table}"')  # noqa: S608
                yield from (value for row in cursor for value in row if value)


@pytest.mark.django_db
@pytest.mark.parametrize("part", range(PARTS))
def test_chinese_on_english_pages_is_what_people_wrote_or_the_law(part: int) -> None:
    cast = make_cast()
    said = [
        (page.name, text)
        for page in pages(cast, part, PARTS)
        for text in in_english(cast, page.path, page.roles[0])
    ]
    texts = [*written_by_people()]
    written = {
        phrase
        for text in texts
        for phrase in HAN.findall(text)
        if len(phrase) > 1 or NUMBERED.fullmatch(text)
    }
    known, names = of_the_law() | written, longest_first(written)
    with_signs = {text for text in (*texts, *texts_of_the_law()) if WIDE.search(text)}
    faults: Counter[str] = Counter()
    for name, text in said:
        if left := unknown(text, known, names) + wide_signs(text, with_signs):
            faults[f"{name}: {left}: {' '.join(text.split())[:120]}"] += 1
    assert not faults, "\n".join(faults)


def longest_first(words: set[str]) -> re.Pattern[str]:
    return re.compile("|".join(sorted((each for each in words if len(each) > 1), key=len, reverse=True)))


def unknown(text: str, known: frozenset[str], names: re.Pattern[str]) -> list[str]:
    """The Chinese in a text that is neither known as a whole, nor put together of names that people gave."""
    for ours in (OUR_NAME, EDITION, OFFICIAL_NUMBER):
        text = ours.sub(" ", text)
    kept = " ".join(each for each in HAN.findall(text) if each not in known)
    return HAN.findall(names.sub(" ", kept))


def wide_signs(text: str, written: Iterable[str]) -> list[str]:
    """The signs of Chinese in a text outside what people or the law wrote; those that follow on Chinese belong to it."""
    for known in sorted((each for each in written if each in text), key=len, reverse=True):
        text = text.replace(known, "文")
    for pattern in (EDITION, OFFICIAL_NUMBER):
        text = pattern.sub("文", text)
    text = re.sub("(?<=[\u3400-\u9fff])（[^（）]*）", "", text)
    return WIDE.findall(re.sub(f"(?<=[\u3400-\u9fff]){WIDE.pattern}+", "", text))


def in_english(cast: Cast, path: str, role: str) -> Iterator[str]:
    browser = cast.guests[role].browser
    browser.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    yield from unmarked(browser.get(path).content.decode())
    del browser.cookies[settings.LANGUAGE_COOKIE_NAME]


def test_a_word_has_one_english_unless_its_context_says_otherwise() -> None:
    said: dict[tuple[str | None, str], dict[str, str]] = {}
    for file in PACKAGE.glob("*/locale/en/LC_MESSAGES/django.po"):
        with file.open("rb") as opened:
            for each in read_po(opened):
                if each.id and isinstance(each.id, str):
                    said.setdefault((each.context, each.id), {})[str(each.string)] = file.parts[-5]
    assert {word: english for word, english in said.items() if len(english) > 1} == {}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Amount（yuan）", ["（", "）"]),
        ("Not given：预算金额", ["："]),
        ("：已安排", ["："]),
        ("A note: 做完服务单；家属确认。", []),
        ("老年人，each says：no", ["："]),
        ("一般公共预算（111）", []),
        ("中小企业办法（财库〔2020〕46号）", []),
        ("“Amount”: 3", []),
        ("写在数据库里：abc：d", []),
    ],
)
def test_signs_of_chinese_are_found_unless_they_belong_to_chinese(text: str, found: list[str]) -> None:
    assert wide_signs(text, {"写在数据库里：abc：d"}) == found


@pytest.mark.parametrize(
    ("page", "found"),
    [
        ("<p>单位</p>", ["单位"]),
        ('<p lang="zh-Hans">单位</p><b>项目</b>', ["项目"]),
        ('<p lang="zh">甲<i>乙</i><i lang="en">丙</i></p>', ["丙"]),
        ('<input placeholder="名称"><script>const a = "甲"</script>', ["名称"]),
    ],
)
def test_what_is_marked_as_chinese_may_be(page: str, found: list[str]) -> None:
    assert unmarked(page) == found


def test_a_refusal_is_chinese_whatever_language_the_page_has() -> None:
    """docs/decisions/0003: what is refused goes into the log as it was said."""
    refusals = {each.__name__ for each in (Refusal, *_kinds_below(Refusal))}
    translated = [
        f"{file.relative_to(PACKAGE)}:{call.lineno}"
        for file in modules()
        for call, _of, name in calls(file)
        if name in refusals and any(_is_translation(each) for each in ast.walk(call))
    ]
    assert translated == []


def _kinds_below(kind: type[Refusal]) -> Iterator[type[Refusal]]:
    for each in kind.__subclasses__():
        yield each
        yield from _kinds_below(each)


def _is_translation(node: ast.AST) -> bool:
    called = node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""
    return called == "_" or "gettext" in called
