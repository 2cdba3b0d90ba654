"""`goufu parameters`: the dated numbers of the law on the command line."""

from __future__ import annotations

from datetime import date

import click

from goufu.law.load import load_rulebook
from goufu.law.model import Parameter, Rulebook
from goufu.law.naming import one_named
from goufu.law.options import DayParameter, PlaceParameter, told_what_is_wrong
from goufu.law.values import Where, days_in_words, level_of, marked_number, values_at, where_in_words
from goufu.law.word_lists import rules_by_parameter

_MOST_PLACES = 3  # that the list names


@click.command()
@click.argument("named", metavar="[参数]", required=False)
@click.option("--place", type=PlaceParameter(), help="只列在这个区划有效的数（六位代码）")
@click.option("--on", "day", type=DayParameter(), help="只列这一天有效的数")
def parameters(named: str | None, place: str | None, day: date | None) -> None:
    """列出规则所用的数：限额、比例、期限；写了名字或者题目，就列出它各地各时的数，和用它的规则。"""
    book = load_rulebook()
    at = Where(day, level_of(place) if place else None, place)
    if named is None:
        for parameter in book.parameters.values():
            click.echo(f"{parameter.name}\t{parameter.title}\t{_numbers(parameter, at)}")
        click.echo(f"共 {len(book.parameters)} 个", err=True)
        return
    with told_what_is_wrong():
        titles = ((parameter.name, parameter.title) for parameter in book.parameters.values())
        name = one_named(named, titles, "参数")
    _show(book.parameters[name], book, at)


def _numbers(parameter: Parameter, at: Where) -> str:
    """The numbers; unless a place is given, with those for which they hold, or that these differ where they are many."""
    places: dict[str, dict[str, None]] = {}
    for value in values_at(parameter, None, at):
        places.setdefault(marked_number(value, parameter), {})[where_in_words(value)] = None
    if at.place:
        return "、".join(places) or "没有收录"
    if sum(map(len, places.values())) > _MOST_PLACES:
        return f"各地各级不同：{'、'.join(places)}"
    said = (number if "" in where else f"{'、'.join(where)} {number}" for number, where in places.items())
    return "；".join(said) or "没有收录"


def _show(parameter: Parameter, book: Rulebook, at: Where) -> None:
    click.secho(f"{parameter.title}  {parameter.name}", bold=True)
    for value in values_at(parameter, None, at):
        place = where_in_words(value) or "全国"
        click.echo(
            f"{marked_number(value, parameter)}\t{place}\t{days_in_words(value)}\t{book.cite(value.article)}"
        )
    if not values_at(parameter, None, at):
        click.echo("没有收录")
    for rule in rules_by_parameter().get(parameter.name, ()):
        click.echo(f"规则  {rule.title}  goufu rules show {rule.id}")
