"""`goufu screening`: measures the screens of the negative list on titles that people have labelled."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import click

from goufu import wall_clock
from goufu.check.errors import ListError
from goufu.check.screening import RIGHT, Outcome, Screened, confusion, read_labelled, screen
from goufu.law.load import load_rulebook
from goufu.law.options import DayParameter
from goufu.reader import version


@click.command(options_metavar="[选项]")
@click.argument("file", metavar="清单", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--on", "day", type=DayParameter(), help="按这一天的制度，不写就按今天")
@click.option("--totals", is_flag=True, help="只写总数，不写判断不同的行")
def screening(file: Path, day: date | None, totals: bool) -> None:
    """用有标签的名称衡量负面清单的筛查：标签和结果的对照表，以及判断不同的每一行。

    清单是 Excel 或 CSV，列名 title（名称）、label（标签），有需求的再加 need（需求）。标签不分大小写：V 不得购买，C 可以购买，R 要由人看；
    或者买的是什么：service 服务，goods 货物，works 工程，mixed 混合，unclear 看不出。
    """
    try:
        labelled, remarks = read_labelled(file)
        screened = screen(labelled, load_rulebook(), day or wall_clock.today())
    except ListError as error:
        click.secho(f"不能衡量这份清单：{error.what}", fg="red", err=True)
        if error.where:
            click.echo(f"在哪里：{error.where}", err=True)
        click.echo(f"怎么办：{error.remedy}", err=True)
        sys.exit(2)
    click.echo("\t".join(["标签", *Outcome, "合计", "判断相同"]))
    for label, counts in confusion(screened).items():
        total, right = counts.total(), sum(counts[each] for each in RIGHT[label])
        numbers = [str(counts[each]) for each in Outcome]
        click.echo("\t".join([label, *numbers, str(total), f"{right / total:.1%}"]))
    if not totals:
        for each in screened:
            if not each.is_right:
                click.echo(_line(each))
    for remark in remarks:
        click.echo(remark, err=True)
    click.echo(f"读法版本 {version()}", err=True)


def _line(screened: Screened) -> str:
    labelled = screened.labelled
    rules = "、".join(rule.title for rule in screened.rules)
    need = f"；需求：{labelled.need}" if labelled.need else ""
    return f"第{labelled.line}行\t{labelled.label} → {screened.outcome}\t{labelled.title}{need}\t{rules}"
