"""`goufu status`: whether all is well with this installation."""

from __future__ import annotations

import json
from dataclasses import asdict

import click


@click.command()
@click.option("--json", "as_json", is_flag=True, help="输出 JSON，给程序读")
@click.pass_context
def status(context: click.Context, as_json: bool) -> None:
    """数据库、后台任务、存证、磁盘、工作日历怎么样。有一项不对就以 1 退出。"""
    with context.obj():
        from django.core.serializers.json import DjangoJSONEncoder

        from goufu.config.status import all_findings

        found = all_findings()
    if as_json:
        said = {
            each.key: {name: value for name, value in asdict(each).items() if name != "key"} for each in found
        }
        click.echo(json.dumps(said, ensure_ascii=False, indent=1, cls=DjangoJSONEncoder))
    else:
        for each in found:
            click.echo(f"{'不对' if each.wrong else '正常'}  {each.title}：{each.said}")
            if each.wrong:
                click.echo(f"      {each.wrong}")
    if any(each.wrong for each in found):
        raise SystemExit(1)
