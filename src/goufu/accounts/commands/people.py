"""`goufu people`: creates the first people of an installation, lists people, and unlocks an account."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from goufu.registry.actions.first import Newcomer


@click.group()
def people() -> None:
    """人员：首次设置三员、列出人员、解锁。"""


@people.command()
@click.option("--body", default="本单位", show_default=True, help="三员所在的单位")
@click.option("--place", default="100000", show_default=True, help="单位所在区划的代码")
@click.option("--place-name", default="全国", show_default=True, help="区划的名称，区划表里还没有时用")
@click.option("--level", default="central", show_default=True, help="区划的层级，区划表里还没有时用")
@click.option("--system-name", default="系统管理员", show_default=True, help="系统管理员的姓名")
@click.option("--system-username", default="sysadmin", show_default=True, help="系统管理员的登录名")
@click.option("--security-name", default="安全管理员", show_default=True, help="安全管理员的姓名")
@click.option("--security-username", default="secadmin", show_default=True, help="安全管理员的登录名")
@click.option("--audit-name", default="安全审计员", show_default=True, help="安全审计员的姓名")
@click.option("--audit-username", default="auditadmin", show_default=True, help="安全审计员的登录名")
def setup(body: str, place: str, place_name: str, level: str, **named: str) -> None:
    """首次设置：登记系统、安全、审计三位管理员，一次性密码只显示这一次。已有人员时拒绝。"""
    with _ready():
        from goufu.core.roles import ADMINISTRATORS
        from goufu.registry.actions.first import set_up

        administrators = {}
        for role in ADMINISTRATORS:
            administrators[role] = (named[f"{role.family}_name"], named[f"{role.family}_username"])
        made = set_up(body=body, code=place, place=place_name, level=level, administrators=administrators)
        _show(made)
    click.echo("请分别交给三个不同的人。首次登录要先改密码，再设第二重验证。")
    click.echo("接着：系统管理员登记人员，安全管理员授予岗位。")


@people.command("list")
def listed() -> None:
    """列出人员、登录名和现在的岗位。"""
    with _ready():
        from goufu import wall_clock
        from goufu.registry.models import Appointment, Person

        held: dict[int, list[str]] = {}
        today = Appointment.objects.filter(days__contains=wall_clock.today()).select_related("body")
        for appointment in today:
            held.setdefault(appointment.person_id, []).append(str(appointment))
        for person in Person.objects.all():
            state = "" if person.is_active else "（停用）"
            click.echo(
                f"{person.name}{state}\t{person.username}\t{'、'.join(held.get(person.pk, [])) or '没有岗位'}"
            )


@people.command()
@click.argument("name")
def unlock(name: str) -> None:
    """解锁登录名 NAME：错得太多被锁定的。平时请安全管理员在网页上办；记入日志。"""
    with _ready():
        from goufu.accounts.actions.administration import unlock_person
        from goufu.core.principal import System
        from goufu.registry.models import Person

        person = Person.objects.filter(username=name.strip().lower()).first()
        if person is None:
            raise click.ClickException(f"没有登录名“{name}”。goufu people list 列出全部。")
        unlock_person(person=person.pk, by=System())
    click.echo(f"已解锁：{person.name}（{person.username}）")


def _show(newcomers: list[Newcomer]) -> None:
    click.echo("岗位\t单位\t姓名\t登录名\t一次性密码")
    for each in newcomers:
        click.echo("\t".join([str(each.role.label), each.body, each.name, each.username, each.password]))


@contextmanager
def _ready() -> Iterator[None]:
    """A context in which the database has its tables; a refusal becomes a command-line error."""
    with click.get_current_context().obj(prepared=True):  # config.cli.with_django
        from goufu.core.errors import Refusal

        try:
            yield
        except Refusal as error:
            raise click.ClickException(f"{error.what}。{error.remedy}。") from error
