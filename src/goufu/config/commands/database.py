"""`goufu database`: prints the SQL for the administrator of an external database."""

from __future__ import annotations

import re

import click

from goufu.config.database_roles import DatabaseRoles


class Name(click.ParamType[str]):
    """A database identifier that needs no quotes."""

    name = "名字"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        if not re.fullmatch(r"[a-z_][a-z0-9_]{0,62}", str(value)):
            self.fail(f"“{value}”不能用。请用小写字母、数字和下划线，不以数字开头，最多 63 个。", param, ctx)
        return str(value)


@click.group()
def database() -> None:
    """数据库的角色。"""


@database.command()
@click.option("--name", type=Name(), default=DatabaseRoles().database, show_default=True, help="库名")
@click.option(
    "--owner", type=Name(), default=DatabaseRoles().owner, show_default=True, help="拥有表、升级时用的角色"
)
@click.option(
    "--runtime", type=Name(), default=DatabaseRoles().runtime, show_default=True, help="程序运行时的角色"
)
def roles(name: str, owner: str, runtime: str) -> None:
    """打印建立两个数据库角色的 SQL，请数据库管理员用 psql 执行；这里不连数据库。"""
    if owner == runtime:
        raise click.UsageError(f"两个角色都叫 {owner}：拥有表的和运行时的要分开，表才改不了。")
    click.echo(DatabaseRoles(name, owner, runtime).script, nl=False)
