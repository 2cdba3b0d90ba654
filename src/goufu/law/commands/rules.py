"""`goufu rules`: the rulebook on the command line."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from goufu.law.answers import message_in_words
from goufu.law.changes import changes
from goufu.law.check import complaints
from goufu.law.load import STAGES, load_rulebook
from goufu.law.model import Rule, Rulebook
from goufu.law.pages import ONLY_DATA, WAIVERS, example_facts, in_force_words, stale_pages, write_pages
from goufu.law.versions import version_of
from goufu.law.wording import demand, parameters_in_words, scope_of_application


class DayParameter(click.ParamType[date]):
    """A day such as 2026-11-23."""

    name = "日期"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            self.fail(f"“{value}”不是日期。请写成 2026-11-23 的样子。", param, ctx)


@click.group(invoke_without_command=True)
@click.option("--stage", type=click.Choice(STAGES), help="只列这一阶段")
@click.option("--article", help="只列引用它的规则，如 order-102:24，或 order-102")
@click.option("--place", help="只列在这个区划生效的规则（六位代码）")
@click.option("--on", "day", type=DayParameter(), help="只列这一天有效的规则")
@click.pass_context
def rules(
    context: click.Context, stage: str | None, article: str | None, place: str | None, day: date | None
) -> None:
    """列出规则；show 说明一条，diff 比较两天之间的变化。"""
    if context.invoked_subcommand:
        return
    book = load_rulebook()
    chosen = [
        rule
        for rule in book.rules.values()
        if (not stage or rule.stage == stage)
        and (not article or any(_cites(ref, article) for ref in rule.articles))
        and (not place or not rule.places or any(place.startswith(prefix) for prefix in rule.places))
        and (not day or rule.in_force(day))
    ]
    for rule in chosen:
        cited = "、".join(book.cite(ref) for ref in rule.articles)
        click.echo(f"{rule.id}\t{rule.severity.label}\t{rule.title}\t{cited}")
    click.echo(f"共 {len(chosen)} 条", err=True)


@rules.command()
@click.argument("rule_id", metavar="规则")
def show(rule_id: str) -> None:
    """说明一条规则：条款、日期、条件、例子。"""
    book = load_rulebook()
    rule = book.rules.get(rule_id)
    if rule is None:
        near = [known for known in book.rules if rule_id.rpartition(".")[2] in known]
        hint = f"是不是：{'、'.join(near[:5])}？" if near else "用 goufu rules 列出全部。"
        raise click.ClickException(f"没有规则 {rule_id}。{hint}")
    _show(rule, book)


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
            f"{change.day}\t{'起用' if change.came else '停用'}\t{change.kind}\t{change.id}\t{change.title}\t{change.citation}"
        )
    click.echo(f"{earlier} 至 {later}：{len(found)} 处变化", err=True)


@rules.command()
@click.option("--stage", type=click.Choice(STAGES), help="只检查这一阶段")
def check(stage: str | None) -> None:
    """检查规则库：引用、条件、例子。"""
    book = load_rulebook()
    wrong = list(complaints(book, stage))
    for sentence in wrong:
        click.echo(sentence, err=True)
    examples = sum(len(rule.examples) for rule in book.rules.values())
    click.echo(f"规则 {len(book.rules)} 条，例子 {examples} 个，问题 {len(wrong)} 处")
    if wrong:
        raise click.exceptions.Exit(1)


@rules.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), default=Path("docs/rules"))
@click.option("--check", "only_check", is_flag=True, help="只看是不是最新的")
def pages(folder: Path, only_check: bool) -> None:
    """由规则库生成 docs/rules/。"""
    if only_check:
        stale = stale_pages(load_rulebook(), folder)
        if stale:
            raise click.ClickException(f"{len(stale)} 页不是最新的，请运行 goufu rules pages：{stale[0]} …")
        return
    click.echo(f"{write_pages(load_rulebook(), folder)} 条规则")


def _cites(ref: str, wanted: str) -> bool:
    return ref == wanted or ref.startswith((f"{wanted}:", f"{wanted}."))


def _show(rule: Rule, book: Rulebook) -> None:
    click.secho(f"{rule.title}  {rule.id}", bold=True)
    click.echo(
        f"{book.stages[rule.stage].title}阶段 · {rule.severity.label} · {in_force_words(rule, book)}"
        f" · 版本 {version_of(rule, book)}"
    )
    if not rule.articles:
        click.echo(f"依据  {ONLY_DATA}")
    for ref in rule.articles:
        click.echo(f"依据  {book.cite(ref)}：{book.article(ref).text}")
    applies = scope_of_application(rule, book)
    if applies:
        click.echo(f"适用  {applies}")
    click.echo(f"要求  {demand(rule, book)}")
    for title, value, citation in parameters_in_words(rule, book):
        click.echo(f"参数  {title}：{value}（{citation}）")
    click.echo(f"条件  {rule.must}")
    click.echo(f"不符合时  {message_in_words(rule, book)}")
    click.echo(f"怎么办  {rule.remedy}")
    click.echo(f"豁免  {WAIVERS[rule.waiver]}")
    if rule.note:
        click.echo(f"说明  {rule.note}")
    for example in rule.examples:
        click.echo(f"例子  {example.name}：{example_facts(example, rule, book)} → {example.expect.label}")


if __name__ == "__main__":
    rules()
