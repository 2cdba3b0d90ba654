"""Whoever reads a rule is told in which file it stands, where it can be corrected."""

from __future__ import annotations

from pathlib import Path

from django.test import Client

from goufu.law.load import HOME
from goufu.law.model import Rulebook
from goufu.law.pages import page_path, write_pages

CHECKOUT = HOME.parents[2]


def test_each_page_names_the_file_of_its_rule(book: Rulebook, tmp_path: Path) -> None:
    assert write_pages(book, tmp_path) == len(book.rules)
    files = {f"src/goufu/law/{path.relative_to(HOME)}": path for path in (HOME / "rules").rglob("*.toml")}
    named = {}
    for rule in book.rules.values():
        text = page_path(tmp_path, rule).read_text(encoding="utf-8")
        [source] = [name for name in files if f"源文件：[{name}](../../../{name})" in text]
        assert f'id = "{rule.id}"' in files[source].read_text(encoding="utf-8")
        named[rule.id] = source
    assert sorted(named.values()) == sorted(files)


def test_the_page_on_the_screen_names_it_too(client: Client, db: None) -> None:
    page = client.get("/rules/plan.in-catalogue/").content.decode()
    assert "源文件 <code>src/goufu/law/rules/plan/in_catalogue.toml</code>" in page
