"""The command `goufu`. A room's command is imported only when called, so that `goufu check` starts without Django."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any, TypeVar

import click

import goufu
from goufu.config.chinese import speak_chinese

speak_chinese()

C = TypeVar("C", bound=Callable[..., Any])
COLLECTED_EVERY = 20_000  # objects more: loading makes a hundred thousand, of which next to none is garbage


class Rooms(click.Group):
    """A command group that includes the rooms' commands: the modules of their `commands` packages, by module name."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted([*super().list_commands(ctx), *_room_commands()])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        module = _room_commands().get(cmd_name)
        if module is None:
            return super().get_command(ctx, cmd_name)
        gc.set_threshold(COLLECTED_EVERY)
        command: click.Command = getattr(import_module(module), cmd_name)
        return command


@cache
def _room_commands() -> dict[str, str]:
    """The module of each room's command, without importing any."""
    found = {}
    for room in iter_modules(goufu.__path__):
        package = Path(goufu.__path__[0], room.name, "commands")
        for each in iter_modules([str(package)]):
            found[each.name] = f"goufu.{room.name}.commands.{each.name}"
    return found


@click.group(cls=Rooms)
@click.pass_context
def main(context: click.Context) -> None:
    """购服 Goufu：政府购买服务平台。"""
    context.obj = with_django  # rooms' commands reach it by the context, since rooms do not import config
    context.meta["goufu.ask"] = ask_database


def serving_options(command: C) -> C:
    """The options of a command that serves pages: host, port and workers."""
    options = (
        click.option(
            "--host", envvar="GOUFU_HOST", default="127.0.0.1", show_default=True, help="监听的地址"
        ),
        click.option(
            "--port", envvar=["GOUFU_PORT", "PORT"], default=8000, show_default=True, help="监听的端口"
        ),
        click.option(
            "--workers",
            envvar="GOUFU_WORKERS",
            type=click.IntRange(1),
            default=lambda: min(4, os.cpu_count() or 1),
            help="进程数，默认按处理器",
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


@main.command()
@serving_options
def run(host: str, port: int, workers: int) -> None:
    """启动：数据库、网页服务，直到按 Ctrl+C。"""
    from goufu.config.serve import run as serve

    with told_in_a_sentence():
        serve(host, port, workers, click.echo)


@main.command()
def worker() -> None:
    """后台任务，直到按 Ctrl+C；goufu run 已经带着，别的机器上可以再添。"""
    from goufu.config.serve import work

    with told_in_a_sentence():
        work()


@main.command(context_settings={"ignore_unknown_options": True}, add_help_option=False)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def manage(arguments: tuple[str, ...]) -> None:
    """Django 的管理命令，数据库已备好；以拥有表的角色执行。"""
    with with_django(owner=True):
        from django.core.management import execute_from_command_line

        execute_from_command_line(["goufu manage", *arguments])


@contextmanager
def with_django(
    *, database: bool = True, owner: bool = False, prepared: bool = False, existing: bool = False
) -> Iterator[bool]:
    """A context with Django set up for a room's command, on the installation's database unless it needs none.

    It gives True; False, with nothing set up, where only an existing database was asked for and there is none.

    owner: connect as the role that owns the tables, not as the run-time role. prepared: the same, and on a database
    without the tables make them first, as `goufu run` does.
    """
    from goufu.config.backup.unfinished import refuse_half_restored
    from goufu.config.folders import data_folder
    from goufu.config.postgres import database as database_here
    from goufu.config.postgres import is_there

    if existing and not _is_set_up() and not is_there():
        yield False
        return
    with (
        told_in_a_sentence(),
        database_here() if database and not _is_set_up() else nullcontext(None) as addresses,
    ):
        if addresses:
            refuse_half_restored(data_folder(), addresses.migration)
            os.environ["DATABASE_URL"] = addresses.migration if owner or prepared else addresses.runtime
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "goufu.config.settings")
        import django

        if not _is_set_up():
            django.setup()
        if prepared:
            from goufu.config.serve import prepare_tables

            prepare_tables()
        yield True


def ask_database(name: str) -> Any:
    """What a room's function of that name answers on the existing database; None where there is none."""
    with with_django(existing=True) as is_there:
        module, _, function = name.rpartition(".")
        return getattr(import_module(module), function)() if is_there else None


@contextmanager
def told_in_a_sentence() -> Iterator[None]:
    """A context in which failures to start, wrong settings, and a lost database become command-line errors without a traceback."""
    from django.core.exceptions import ImproperlyConfigured

    from goufu.config.folders import demonstration_hint
    from goufu.config.logs import is_outage
    from goufu.config.processes import StartError
    from goufu.files.environment import WrongSetting

    try:
        yield
    except (StartError, WrongSetting, ImproperlyConfigured) as error:
        raise click.ClickException(str(error)) from error
    except Exception as error:
        if is_outage(error):
            raise click.ClickException("连不上数据库，命令没有做完。请等数据库恢复后再执行一次。") from error
        if _lacks_tables(error):
            raise click.ClickException(
                "数据库的表还没有升级到这一版，命令没有做完。请先启动一次（goufu run），表会自己升级。"
                + demonstration_hint()
            ) from error
        raise


def _lacks_tables(error: Exception) -> bool:
    """Whether a query failed because a table or column of this version isn't there."""
    from psycopg.errors import UndefinedColumn, UndefinedTable

    return isinstance(error.__cause__, UndefinedColumn | UndefinedTable)


def _is_set_up() -> bool:
    from django.apps import apps

    return apps.ready
