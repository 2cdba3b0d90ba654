"""The guide: every chapter is shown as what it says, and what it links to is there."""

from __future__ import annotations

import re
from urllib.parse import unquote

import pytest
from django.test import Client

from goufu.guide.chapters import FOLDER, INDEX, ORDER, chapters, index
from goufu.guide.searching import chapters_with
from goufu.law.coverage import chapter_with_coverage
from goufu.law.load import load_rulebook

pytestmark = pytest.mark.django_db
IDS = re.compile(r'<h[1-6] id="([^"]*)"')
LINKS = re.compile(r'<a href="([^"]*)"')


def test_every_file_is_a_chapter_and_has_its_place() -> None:
    assert {path.stem for path in FOLDER.glob("*.md")} == {INDEX, *ORDER}
    assert all(f"]({name}.md" in (FOLDER / "index.md").read_text(encoding="utf-8") for name in ORDER)


@pytest.mark.parametrize("name", ORDER)
def test_a_chapter_is_a_page_for_everybody(name: str) -> None:
    answer = Client().get(f"/guide/{name}/")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert f"<title>{chapters()[name].title} · 购服</title>" in page
    assert " style=" not in page and "<script>" not in page
    source = (FOLDER / f"{name}.md").read_text(encoding="utf-8")
    assert page.count("<tr>") == len(re.findall(r"^\|(?!---)", source, re.M))
    assert "](" not in page and not re.search(r"^\||^#", str(chapters()[name].html), re.M)


def test_links_lead_to_chapters_and_their_headings() -> None:
    ids = {f"/guide/{name}/": set(IDS.findall(each.html)) for name, each in chapters().items()}
    found = [
        (name, link)
        for name, each in {**chapters(), INDEX: index()}.items()
        for link in LINKS.findall(each.html)
    ]
    assert len(found) > 20
    there: set[str] = set()  # asked once, though many articles lead to a rule
    for name, link in found:
        address, _sign, part = unquote(link).partition("#")
        address = address or f"/guide/{name}/"
        if address.startswith("/guide/"):
            assert address in ids and (not part or part in ids[address]), (name, link)
        elif address not in there:
            assert Client().get(address).status_code == 200, (name, link)
            there.add(address)


def test_links_to_files_of_the_repository_are_text() -> None:
    assert all(".md" not in link for each in chapters().values() for link in LINKS.findall(each.html))


def test_it_is_found_by_what_it_says() -> None:
    [(chapter, part), *_more] = chapters_with("第二重验证")
    assert "第二重验证" in part.title + part.text
    assert chapters_with("豁免")[0][1].title == "豁免"
    assert chapters_with("没有的话") == []
    page = Client().get("/search/", {"q": "抄日根"}).content.decode()
    assert 'href="/guide/auditors/#每天一分钟抄日根"' in page
    assert chapter.name in ORDER


def test_what_is_no_chapter_is_not_there() -> None:
    assert Client().get("/guide/index2/").status_code == 404


def test_coverage_is_the_rulebook_s_of_today() -> None:
    written = (FOLDER / "coverage.md").read_text(encoding="utf-8")
    assert chapter_with_coverage(written, load_rulebook()) == written


def test_coverage_tells_each_article_and_leads_to_its_rules() -> None:
    page = Client().get("/guide/coverage/").content.decode().partition('id="逐条对照"')[2]
    rows = re.findall(r"<tr>\s*<td><strong>([^<]*)</strong>：[^<]+</td>\s*<td>(.*?)</td>", page, re.S)
    book = load_rulebook()
    assert len(rows) == sum(len(each.articles) for each in book.instruments.values())
    assert all(
        "/rules/" in answer or answer.startswith("给出“") or len(answer) > len("没有：")
        for _label, answer in rows
    )
    [of_the_measures] = re.findall(r">管理办法（财政部令第102号）</h3>(.*?)</table>", page, re.S)
    [answer] = re.findall(r"<strong>第二十四条</strong>.*?</td>\s*<td>(.*?)</td>", of_the_measures, re.S)
    assert '<a href="/rules/plan.term-within-three-years/">合同期限不超过三年</a>' in answer
    linked = set(re.findall(r'href="/rules/([a-z0-9.-]+)/"', page))
    assert linked == {rule.id for rule in book.rules.values() if rule.articles}
