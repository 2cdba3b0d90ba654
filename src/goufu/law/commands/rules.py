"""`goufu rules`: the rulebook on the command line."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import click

from goufu.law.answers import message_in_words
from goufu.law.changes import changes
from goufu.law.check import complaints
from goufu.law.conditions import conditions_of
from goufu.law.coverage import chapter_with_coverage
from goufu.law.load import load_rulebook
from goufu.law.model import Rule, Rulebook
from goufu.law.naming import articles_named, others_named, rule_named, stage_named
from goufu.law.options import DayParameter, PlaceParameter, told_what_is_wrong
from goufu.law.pages import ONLY_DATA, WAIVERS, example_facts, in_force_words, stale_pages, write_pages
from goufu.law.searching import has_words
from goufu.law.values import ANYWHERE, Where, level_of, value_in_words
from goufu.law.versions import version_of
from goufu.law.word_lists import lists_of, reader_lists_of
from goufu.law.wording import in_dispute, parameters_in_words, sentence

STAGE = click.option("--stage", help="只看这一阶段，如 计划 或 plan")
PLACE = click.option("--place", type=PlaceParameter(), help="只看在这个区划生效的，写出那里的数（六位代码）")
DAY = click.option("--on", "day", type=DayParameter(), help="只看这一天有效的，写出那天的数")


class Rules(click.Group):
    """A group that lists rules where the first word is none of its commands: `goufu rules 预留份额 --stage 计划`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if not args or (args[0] not in self.commands and args[0] not in ctx.help_option_names):
            args = ["list", *args]
        return super().parse_args(ctx, args)


@click.group(cls=Rules)
def rules() -> None:
    """列出规则，可以写要找的文字；show 说明一条，diff 比较两天之间的变化。"""


@rules.command("list")
@click.argument("words", nargs=-1, metavar="[文字]...")
@STAGE
@click.option("--article", help="只列引用它的规则，如 管理办法第二十四条，或 order-102:24，或 管理办法")
@PLACE
@DAY
def list_rules(
    words: Sequence[str], stage: str | None, article: str | None, place: str | None, day: date | None
) -> None:
    """列出规则：按题目、条款、文字、阶段、地方和日期找。"""
    book = load_rulebook()
    with told_what_is_wrong():
        wanted = stage_named(stage, book) if stage else ""
        refs = articles_named(article, book) if article else None
    chosen = [
        rule
        for rule in book.rules.values()
        if (not wanted or rule.stage == wanted)
        and (refs is None or refs & set(rule.articles))
        and has_words(rule, book, " ".join(words))
        and _holds(rule, place, day)
    ]
    at = _where(place, day)
    for rule in chosen:
        cited = "、".join(book.cite(ref) for ref in rule.articles)
        values = f"\t{_values(rule, book, at)}" if at != ANYWHERE else ""
        click.echo(f"{rule.id}\t{rule.severity.label}\t{rule.title}\t{cited}{values}")
    hint = "" if chosen else "：换一个词，或者少写一个条件"
    click.echo(f"共 {len(chosen)} 条{hint}", err=True)


@rules.command()
@click.argument("named", metavar="规则")
@PLACE
@DAY
def show(named: str, place: str | None, day: date | None) -> None:
    """说明一条规则：条款、日期、要求、例子。可以写编号，也可以写题目。"""
    book = load_rulebook()
    with told_what_is_wrong():
        rule = rule_named(named, book)
    _show(rule, book, _where(place, day))


@rules.command()
@click.argument("earlier", type=DayParameter(), metavar="日期")
@click.argument("later", type=DayParameter(), metavar="日期")
def diff(earlier: date, later: date) -> None:
    """两天之间制度变了什么。"""
    if earlier > later:
        earlier, later = later, earlier
    found = changes(load_rulebook(), earlier, later)
    for change in found:
        click.echo(
            f"{change.day}\t{change.how.value}\t{change.kind}\t{change.id}\t{change.title}\t{change.citation}"
        )
    click.echo(f"{earlier} 至 {later}：{len(found)} 处变化", err=True)


@rules.command()
@click.option("--stage", help="只检查这一阶段，如 计划 或 plan")
def check(stage: str | None) -> None:
    """检查规则库：引用、条件、句子、例子。"""
    book = load_rulebook()
    with told_what_is_wrong():
        wanted = stage_named(stage, book) if stage else None
    wrong = list(complaints(book, wanted))
    for complaint in wrong:
        click.echo(complaint, err=True)
    examples = sum(len(rule.examples) for rule in book.rules.values())
    click.echo(f"规则 {len(book.rules)} 条，例子 {examples} 个，问题 {len(wrong)} 处")
    if wrong:
        raise click.exceptions.Exit(1)


@rules.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), default=Path("docs/rules"))
@click.option(
    "--guide",
    type=click.Path(dir_okay=False, exists=True, path_type=Path),
    default=Path("src/goufu/guide/chapters/coverage.md"),
    help="指南里逐条对照的一章",
)
@click.option("--check", "only_check", is_flag=True, help="只看是不是最新的")
def pages(folder: Path, guide: Path, only_check: bool) -> None:
    """由规则库生成 docs/rules/ 和指南里的逐条对照。"""
    book = load_rulebook()
    with told_what_is_wrong():
        chapter = chapter_with_coverage(guide.read_text(encoding="utf-8"), book)
    if only_check:
        stale = stale_pages(book, folder)
        if chapter != guide.read_text(encoding="utf-8"):
            stale.append(str(guide))
        if stale:
            raise click.ClickException(f"{len(stale)} 页不是最新的，请运行 goufu rules pages：{stale[0]} …")
        return
    guide.write_text(chapter, encoding="utf-8")
    click.echo(f"{write_pages(book, folder)} 条规则")


def _holds(rule: Rule, place: str | None, day: date | None) -> bool:
    return (not place or not rule.places or any(place.startswith(prefix) for prefix in rule.places)) and (
        not day or rule.in_force(day)
    )


def _where(place: str | None, day: date | None) -> Where:
    return Where(day, level_of(place) if place else None, place)


def _values(rule: Rule, book: Rulebook, at: Where) -> str:
    """The parameters of the rule with the values that hold there."""
    parameters = [book.parameters[name] for name in sorted(conditions_of(rule, book).parameters)]
    texts = [(parameter.title, value_in_words(parameter, rule, at)) for parameter in parameters]
    return "；".join(value if value.startswith(title) else f"{title} {value}" for title, value in texts)


def _show(rule: Rule, book: Rulebook, at: Where) -> None:
    click.secho(f"{rule.title}  {rule.id}", bold=True)
    click.echo(
        f"{book.stages[rule.stage].title}阶段 · {rule.severity.label} · {in_force_words(rule, book)}"
        f" · 版本 {version_of(rule, book)}"
    )
    if not _holds(rule, at.place, at.day):
        click.echo("注意  这条规则在所写的地方或者日期不生效。")
    if not rule.articles:
        click.echo(f"依据  {ONLY_DATA}")
    for ref in rule.articles:
        click.echo(f"依据  {book.cite(ref)}：{book.article(ref).text}")
    click.echo(f"要求  {sentence(rule, book, at)}。")
    if disputed := in_dispute(rule, book):
        click.echo(f"可以有不同读法，由人核查  {disputed}。")
    for name, title, value, citation in parameters_in_words(rule, book, at):
        click.echo(f"参数  {title}：{value}（{citation}）  goufu parameters {name}")
    for each in lists_of(rule, book):
        click.echo(f"词表  {each.title}：{len(each.words)} 个词  goufu words {each.name}")
    for feeds, behind in reader_lists_of(rule, book).items():
        named = "、".join(f"{each.title}（{each.name}）" for each in behind)
        click.echo(f"读法词表  {feeds}：{named}")
    if rule.scope:
        for name, text in rule.scope.totals.items():
            click.echo(f"合计  {name} = {text.strip()}")
    if rule.applies != "TRUE":
        click.echo(f"适用  {rule.applies.strip()}")
    click.echo(f"条件  {rule.must.strip()}")
    click.echo(f"不符合时  {message_in_words(rule, book)}")
    click.echo(f"怎么办  {rule.remedy}")
    click.echo(f"豁免  {WAIVERS[rule.waiver]}")
    if rule.note:
        click.echo(f"说明  {rule.note}")
    for example in rule.examples:
        click.echo(f"例子  {example.name}：{example_facts(example, rule, book)} → {example.expect.label}")
    for other in others_named(rule, book):
        click.echo(f"另见  {other.title}  goufu rules show {other.id}")


if __name__ == "__main__":
    rules()
