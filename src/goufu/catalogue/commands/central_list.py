"""`goufu central_list`: brings a place's list of what is bought centrally, as a finance officer would on the page."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from goufu.law.options import DayParameter, LevelParameter


@click.command("central_list", options_metavar="[选项]")
@click.argument("file", metavar="目录", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--by", "username", required=True, help="导入的人的登录名：财政部门的经办人")
@click.option("--number", required=True, help="公布这份目录的文件的文号")
@click.option("--from", "valid_from", required=True, type=DayParameter(), help="施行日期，如 2026-01-01")
@click.option("--level", type=LevelParameter(), help="只对一级适用时写，如 县级；不写就对本区划和以下各级")
def central_list(file: Path, username: str, number: str, valid_from: date, level: str | None) -> None:
    """导入一个地方的集中采购目录（Excel 或 CSV，一行一个品目）。"""
    with click.get_current_context().obj(prepared=True):  # config.cli.with_django
        from goufu.core.errors import Refusal

        try:
            done, odd = _import(file, username, number, valid_from, level or "")
        except Refusal as error:
            where = [f"{each.where}：{each.why}" for each in getattr(error, "problems", ())]
            sentences = [said.rstrip("。") for said in (error.what, error.remedy)]
            raise click.ClickException("\n".join(["。".join([*sentences, ""]), *where])) from error
    click.echo(f"已导入：{done}")
    for said in odd:
        click.echo(said, err=True)


def _import(file: Path, username: str, number: str, valid_from: date, level: str) -> tuple[str, list[str]]:
    """What was brought, and what of it was left out, taken for no rule, or is called otherwise by the program."""
    from goufu import wall_clock
    from goufu.catalogue.actions import import_central_list
    from goufu.catalogue.central_sheet import COLUMNS
    from goufu.catalogue.odd_items import Oddities
    from goufu.core.permissions import Permission
    from goufu.core.sheets import read_sheet
    from goufu.registry.agents import agents_of
    from goufu.registry.models import Person

    person = Person.objects.filter(username=username.strip().lower()).first()
    agents = agents_of(person, wall_clock.today()) if person else []
    agent = next((each for each in agents if each.may(Permission.PUBLISH_EDITION)), None)
    if agent is None:
        raise click.ClickException(
            f"登录名“{username}”今天没有财政部门经办人的岗位。goufu people list 列出全部。"
        )
    sheet = read_sheet(file, COLUMNS)
    made = import_central_list(sheet=sheet, number=number, valid_from=valid_from, level=level, by=agent)
    items = made.items.all()
    odd = Oddities.of(made, items)
    said = [
        *sheet.remarks,
        *(f"备注没有当作规则，请人工对照：{each}" for each in odd.remarks),
        *(f"编码和名称对不上：{each}" for each in odd.names),
    ]
    return f"{made}，{len(items)} 个品目", said
