"""Every article has a rule, a number that rules use, or a reason why it has none."""

from __future__ import annotations

from dataclasses import replace

import pytest

from goufu.law.coverage import HEADING, chapter_with_coverage, reasons, uncovered
from goufu.law.model import Article, Rulebook, RulebookError


def test_every_article_is_accounted_for(book: Rulebook) -> None:
    assert list(uncovered(book)) == []


def _with_article(book: Rulebook, number: str) -> Rulebook:
    instrument = book.instruments["order-102"]
    article = Article("order-102", number, "第九十九条", "条文。", True, "V:X")
    changed = replace(instrument, articles={**instrument.articles, number: article})
    return replace(book, instruments={**book.instruments, "order-102": changed})


def test_a_new_article_without_a_rule_wants_a_reason(book: Rulebook) -> None:
    [complaint] = uncovered(_with_article(book, "99"))
    assert complaint.startswith("order-102:99：没有规则")


def test_a_reason_for_an_article_that_got_its_rule_is_complained_of(book: Rulebook) -> None:
    rule = book.rules["plan.budgeted"]
    ref = next(iter(reasons()))
    cited = replace(book, rules={**book.rules, rule.id: replace(rule, articles=(*rule.articles, ref))})
    assert list(uncovered(cited)) == [f"without_rules.toml：{ref} 已经有规则或者参数，请删去"]


def test_only_what_stands_behind_the_heading_is_written_anew(book: Rulebook) -> None:
    written = chapter_with_coverage(f"# 题目\n\n手写的\n\n{HEADING}\n\n旧的\n", book)
    assert written.startswith(f"# 题目\n\n手写的\n\n{HEADING}\n\n由规则库生成")
    assert "旧的" not in written
    assert chapter_with_coverage(written, book) == written
    with pytest.raises(RulebookError, match="逐条对照"):
        chapter_with_coverage("# 题目\n", book)
