"""What people call rules, stages, articles, word lists and parameters, and what the rulebook has under that name."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from goufu.law.model import Instrument, Rule, Rulebook, RulebookError
from goufu.law.numerals import article_label
from goufu.lazy_patterns import lazy_pattern

SHOWN = 20  # rules that are named where several are meant
_NUMBER = lazy_pattern(r"(?:第)?([0-9]+)(?:条)?")
_SIGNS = str.maketrans("", "", "《》 　\t")


def stage_named(words: str, book: Rulebook) -> str:
    """The stage of that name, English or Chinese (plan, 计划, 计划阶段). Raises RulebookError."""
    for stage in book.stages.values():
        if words.removesuffix("阶段") in (stage.name, stage.title, stage.title.removesuffix("阶段")):
            return stage.name
    known = "、".join(f"{stage.title}（{stage.name}）" for stage in book.stages.values())
    raise RulebookError(f"没有阶段“{words}”。有：{known}")


def rule_named(words: str, book: Rulebook) -> Rule:
    """The rule with that id, title, or part of a title that no other has. Raises RulebookError, with what is close."""
    if words in book.rules:
        return book.rules[words]
    found = [rule for rule in book.rules.values() if rule.title == words] or [
        rule for rule in book.rules.values() if words in rule.title or words in rule.id
    ]
    if len(found) == 1:
        return found[0]
    if not found:
        raise RulebookError(f"没有规则“{words}”。用 goufu rules 列出全部")
    hint = "\n".join(f"  {rule.id}  {rule.title}" for rule in found[:SHOWN])
    more = f"\n  还有 {len(found) - SHOWN} 条" if len(found) > SHOWN else ""
    raise RulebookError(f"有 {len(found)} 条规则叫“{words}”，请写编号：\n{hint}{more}")


def others_named(rule: Rule, book: Rulebook) -> list[Rule]:
    """The other rules whose titles contain the rule's, or are contained in it."""
    return [
        each
        for each in book.rules.values()
        if each is not rule and (rule.title in each.title or each.title in rule.title)
    ]


def articles_named(words: str, book: Rulebook) -> set[str]:
    """The articles under a name: `管理办法第二十四条`, `管理办法第24条`, `order-102:24`, or all of `管理办法`.

    An article brings its items with it. Raises RulebookError where no text, or no such article of it, is known.
    """
    wanted = words.translate(_SIGNS)
    if wanted in book.instruments:
        return {article.ref for article in book.instruments[wanted].articles.values()}
    found = _with_items(wanted, book)
    if found:
        return found
    for instrument, rest in _instruments_named(wanted, book):
        found = _of_instrument(instrument, rest)
        if found:
            return found
        if rest:
            raise RulebookError(
                f"《{instrument.short}》里没有收录“{rest}”。用 goufu rules --article {instrument.short} 看有规则的条款"
            )
    close = get_close_matches(wanted, [each.short for each in book.instruments.values()], n=5, cutoff=0.3)
    hint = f"是不是：{'、'.join(close)}？" if close else "写成“管理办法第二十四条”或者“order-102:24”。"
    raise RulebookError(f"没有条款“{words}”。{hint}")


def _instruments_named(wanted: str, book: Rulebook) -> list[tuple[Instrument, str]]:
    """The instruments with whose name the words begin, and the rest of the words; the longest name first."""
    found = []
    for instrument in book.instruments.values():
        names = (instrument.title, instrument.short, instrument.number, instrument.id)
        begun = [name for name in (each.translate(_SIGNS) for each in names) if wanted.startswith(name)]
        if begun:
            longest = max(begun, key=len)
            found.append((len(longest), instrument, wanted[len(longest) :].lstrip(":：")))
    found.sort(key=lambda each: -each[0])
    return [(instrument, rest) for _, instrument, rest in found]


def _of_instrument(instrument: Instrument, rest: str) -> set[str]:
    if not rest:
        return {article.ref for article in instrument.articles.values()}
    number = _NUMBER.fullmatch(rest)
    label = article_label(number[1]) if number else rest
    return {article.ref for article in instrument.articles.values() if _is_within(article.label, label)}


def _is_within(label: str, wanted: str) -> bool:
    """Whether the label is the wanted one, or an item of it: 第十条第三项 of 第十条."""
    return label == wanted or label.startswith((f"{wanted}第", f"{wanted}（"))


def _with_items(ref: str, book: Rulebook) -> set[str]:
    articles = (article for each in book.instruments.values() for article in each.articles.values())
    return {each.ref for each in articles if each.ref == ref or each.ref.startswith(f"{ref}.")}


def one_named(words: str, titles: Iterable[tuple[str, str]], what: str) -> str:
    """The name of the (name, title) that the words name: its name, its title, or a part of one title only.

    Raises RulebookError, with what is close.
    """
    listed = list(titles)
    for found in (
        [name for name, title in listed if words in (name, title)],
        [name for name, title in listed if title.partition("（")[0] == words],
        [name for name, title in listed if words in title or words in name],
    ):
        if len(found) == 1:
            return found[0]
        if found:
            close = "、".join(f"{name}（{title}）" for name, title in listed if name in found[:8])
            raise RulebookError(f"不止一个{what}叫“{words}”：{close}")
    close = "、".join(get_close_matches(words, [title for _, title in listed], n=5, cutoff=0.3))
    raise RulebookError(f"没有{what}“{words}”。" + (f"是不是：{close}？" if close else ""))
