"""`goufu award recompute`: the draw, the scores and the ranking reckoned anew from the record, and compared."""

from __future__ import annotations

from typing import Any

import click


@click.group()
def award() -> None:
    """从记录重新计算定标。"""


@award.command("recompute", options_metavar="")
@click.argument("number", metavar="采购编号")
@click.pass_obj
def recompute(with_django: Any, number: str) -> None:
    """照记录重抽受邀供应商和专家、重算得分和名次，和评审报告、定标决定比较；有一处不同就报错。"""
    with with_django():
        from goufu.procurement.models import Procurement
        from goufu.procurement.review.recomputing import differences

        found = Procurement.objects.filter(number=number).first()
        if found is None:
            raise click.ClickException(f"没有编号是 {number} 的采购。")
        faults = list(differences(found))
        for each in faults:
            click.echo(each)
        if faults:
            raise click.ClickException(f"有 {len(faults)} 处和记录不符。")
        reports, awards = found.reports.count(), found.awards.count()
        click.echo(f"{found.title}：{reports} 份评审报告、{awards} 个定标决定都和记录相符。")
