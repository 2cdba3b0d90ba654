"""Which articles have rules, and which have none and why: the list behind the guide's chapter on coverage."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from goufu.law.load import HOME
from goufu.law.model import Article, Instrument, Rule, Rulebook, RulebookError
from goufu.law.tables import Table, read

HEADING = "## 逐条对照"  # what stands behind it in the chapter is written by `goufu rules pages`
_DOCS = "../../../../docs/rules"  # from the folder of the guide's chapters


@cache
def reasons(path: Path = HOME / "without_rules.toml") -> Mapping[str, str]:
    """Why an article has no rule, by its reference. Raises RulebookError for an article that has two reasons."""
    found: dict[str, str] = {}
    for entry in Table(path, read(path)).list("reasons"):
        for ref in entry.raw["articles"]:
            if ref in found:
                raise RulebookError(f"{path.name}：{ref} 写了两次")
            found[ref] = entry.text("why")
    return found


def rules_by_article(book: Rulebook) -> Mapping[str, list[Rule]]:
    """The rules that cite an article, by its reference."""
    citing: dict[str, list[Rule]] = {}
    for rule in book.rules.values():
        for ref in rule.articles:
            citing.setdefault(ref, []).append(rule)
    return citing


def uncovered(book: Rulebook) -> Iterator[str]:
    """What is wrong with the list, one Chinese sentence each: no rule and no reason, or a rule and a reason."""
    citing, held = rules_by_article(book), _parameters_by_article(book)
    articles = {each.ref for instrument in book.instruments.values() for each in instrument.articles.values()}
    for ref in sorted(articles):
        if not (ref in citing or ref in held or ref in reasons()):
            yield f"{ref}：没有规则，也没有在 without_rules.toml 写明为什么"
    for ref in reasons():
        if ref not in articles:
            yield f"without_rules.toml：没有条款 {ref}"
        elif ref in citing or ref in held:
            yield f"without_rules.toml：{ref} 已经有规则或者参数，请删去"


def chapter_with_coverage(chapter: str, book: Rulebook) -> str:
    """The chapter's text with the list behind its heading written anew. Raises RulebookError without the heading."""
    written, heading, _ = chapter.partition(HEADING)
    if not heading:
        raise RulebookError(f"这一章里没有“{HEADING}”")
    return written + HEADING + "\n\n" + "\n".join(_lines(book)) + "\n"


def _lines(book: Rulebook) -> Iterator[str]:
    citing, held = rules_by_article(book), _parameters_by_article(book)
    articles = [each for instrument in book.instruments.values() for each in instrument.articles.values()]
    with_rules = sum(each.ref in citing for each in articles)
    numbers = sum(each.ref not in citing and each.ref in held for each in articles)
    yield (
        f"由规则库生成（`goufu rules pages`），不要手改。收录 {len(book.instruments)} 件制度、{len(articles)} 条款：{with_rules} 条有规则，"
        f"{numbers} 条给出规则所用的数，{len(articles) - with_rules - numbers} 条没有规则，写明为什么。"
    )
    cited = Counter(ref.partition(":")[0] for ref, rules in citing.items() for _ in rules)
    for instrument in sorted(book.instruments.values(), key=lambda each: -cited[each.id]):
        yield ""
        yield f"### {_heading(instrument)}"
        yield ""
        yield "| 条款 | 规则，或者为什么没有 |"
        yield "|---|---|"
        for article in instrument.articles.values():
            text = article.text.replace("|", "¦")
            yield f"| **{article.label}**：{text} | {_answer(article, citing, held)} |"


def _heading(instrument: Instrument) -> str:
    return f"{instrument.short}（{instrument.number}）" if instrument.number else instrument.short


def _answer(article: Article, citing: Mapping[str, list[Rule]], held: Mapping[str, list[str]]) -> str:
    if rules := citing.get(article.ref):
        return "、".join(
            f"[{rule.title}]({_DOCS}/{rule.stage}/{rule.id.partition('.')[2]}.md)" for rule in rules
        )
    if titles := held.get(article.ref):
        return f"给出“{'”“'.join(titles)}”的数"
    return f"没有：{reasons().get(article.ref, '')}"


def _parameters_by_article(book: Rulebook) -> Mapping[str, list[str]]:
    """The titles of the parameters that have a value from an article, by its reference."""
    held: dict[str, list[str]] = {}
    for parameter in book.parameters.values():
        for ref in dict.fromkeys(value.article for value in parameter.values):
            held.setdefault(ref, []).append(parameter.title)
    return held
