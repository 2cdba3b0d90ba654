"""`goufu words`: the word lists of the rules and of the reader on the command line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import click

from goufu.law.load import load_rulebook
from goufu.law.naming import one_named
from goufu.law.options import told_what_is_wrong
from goufu.law.word_lists import WordList, facts_read_with, lists_with, rules_by_list, word_lists

GROWN_FROM = "要添什么词，先看人是怎么定的：goufu decisions export 例子.toml"


@click.command()
@click.argument("named", metavar="[词表]", required=False)
def words(named: str | None) -> None:
    """列出词表；写了名字或者题目，就列出它的词，和用它的规则；写了一个词，就列出哪些词表有它。"""
    lists = word_lists()
    if named is None:
        for each in lists.values():
            click.echo(f"{each.name}\t{each.title}\t{len(each.words)} 个词\t{_use(each)}")
        click.echo(f"共 {len(lists)} 个词表。{GROWN_FROM}", err=True)
        return
    if not any(named in (each.name, each.title) for each in lists.values()) and (found := lists_with(named)):
        _show_found(named, found)
        return
    with told_what_is_wrong():
        name = one_named(named, ((each.name, each.title) for each in lists.values()), "词表")
    _show(lists[name])


def _use(each: WordList) -> str:
    count = f"{len(rules_by_list().get(each.name, ()))} 条规则"
    return f"读{each.feeds}，{count}" if each.feeds else count


def _show_found(word: str, found: Mapping[WordList, Sequence[str]]) -> None:
    """The lists with the word, each with its words that contain it, and the rules that use the list."""
    for each, said in found.items():
        rules = "、".join(rule.title for rule in rules_by_list().get(each.name, ())) or "没有规则"
        click.echo(f"{each.name}\t{each.title}\t{'、'.join(said)}\t{rules}")
    click.echo(f"{len(found)} 个词表有含“{word}”的词", err=True)


def _show(each: WordList) -> None:
    click.secho(f"{each.title}  {each.name}", bold=True)
    click.echo(f"源文件  {each.source}")
    if each.feeds:
        click.echo(f"用来读  {each.feeds}")
        for name, title in facts_read_with(each, load_rulebook()).items():
            click.echo(f"事实  {title}（{name}）")
    for rule in rules_by_list().get(each.name, ()):
        click.echo(f"规则  {rule.title}  goufu rules show {rule.id}")
    click.echo(f"词（{len(each.words)} 个）  {'、'.join(each.words)}")
