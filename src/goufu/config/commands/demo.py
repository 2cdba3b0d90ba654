"""`goufu demo`: a made-up province to look around in, in a data folder of its own."""

from __future__ import annotations

import json
import os
import sys
from datetime import date
from pathlib import Path

import click

from goufu.config import folders
from goufu.config.cli import serving_options, told_in_a_sentence

BEGUN, DONE = "begun", "done"


class Day(click.ParamType[date]):
    """A day as 2026-12-01."""

    name = "日期"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            self.fail(f"“{value}”不是日期。请写成 2026-12-01 这样。", param, ctx)


@click.command()
@serving_options
@click.option("--to", "day", type=Day(), help="把示例的日期往后拨到这一天")
@click.option("--facts", "only_facts", is_flag=True, help="只数一数示例里有什么，输出 JSON")
@click.option("--small", is_flag=True, hidden=True, help="每个地方只有一个部门，供测试用")
@click.pass_context
def demo(
    context: click.Context,
    host: str,
    port: int,
    workers: int,
    day: date | None,
    only_facts: bool,
    small: bool,
) -> None:
    """启动一个虚构的省、市、县，人和事都可以随便试；与真正的数据分开。"""
    if os.environ.get("DATABASE_URL"):
        raise click.ClickException("示例只用自己的数据库。请去掉 DATABASE_URL 再启动。")
    folder = _folder()
    if day or only_facts:
        _refuse_unfinished(folder)
        with context.obj(prepared=False):
            click.echo(_moved_to(day) if day else _facts())
        return
    _serve(folder, host, port, workers, small)


def _folder() -> Path:
    """The data folder, stamped as the demonstration's. Refuses one that holds real data."""
    folder = folders.demonstration_folder()
    if folder.exists() and any(folder.iterdir()) and not folders.is_demonstration(folder):
        raise click.ClickException(f"{folder} 里有别的数据，不能用来放示例。请用 GOUFU_DATA 另选一个文件夹。")
    os.environ["GOUFU_DATA"] = str(folder)
    return folder


def _serve(folder: Path, host: str, port: int, workers: int, small: bool) -> None:
    from goufu.config.postgres import private_cluster, running
    from goufu.config.serve import run

    with told_in_a_sentence():
        folders.data_folder()
        with folders.sole_use(folder):
            if folders.stamp(folder) == BEGUN:  # a start that was ended half-way
                cluster = private_cluster()
                with running(cluster):
                    cluster.drop_database()
            elif folders.stamp(folder) != DONE:
                folders.set_stamp(folder, BEGUN)
        run(host, port, workers, click.echo, seed=lambda: _seed(folder, host, port, small))


def _seed(folder: Path, host: str, port: int, small: bool) -> None:
    """Runs the scenario where it has not been run to its end yet, else lets the clock go on."""
    from goufu.demo import clock, lists

    if folders.stamp(folder) == DONE:
        clock.go_on()
    else:
        _make(host, port, small)
        folders.set_stamp(folder, DONE)
    lists.have_lists_checked()


def _make(host: str, port: int, small: bool) -> None:
    """Runs the scenario, and shows how far it is, here and at the address that will be the program's."""
    from goufu.demo import scenario, waiting

    total = waiting.EVENTS_OF_SMALL if small else waiting.EVENTS
    click.echo("正在编出示例：一个省、一个市、两个县三年里的事，约需一两分钟；中断以后，下次启动重新编。")
    with (
        waiting.shown(host, port, total) as tell,
        click.progressbar(
            length=total, label="示例", update_min_steps=10, hidden=not sys.stdout.isatty()
        ) as bar,
    ):

        def progress(events: int) -> None:
            bar.update(events)
            tell(events)

        scenario.run(progress, is_small=small)
    click.echo(f"示例编好了：{bar.pos} 件事。")


def _refuse_unfinished(folder: Path) -> None:
    if folders.stamp(folder) != DONE:
        begun = "示例还没有编完，请等它编完；中断了的，" if folders.stamp(folder) == BEGUN else "还没有示例。"
        raise click.ClickException(f"{begun}请先执行 goufu demo（或者 make demo）。")


def _moved_to(day: date) -> str:
    from goufu.core.errors import Refusal
    from goufu.demo import clock

    try:
        moment = clock.move_to(day)
    except Refusal as error:
        raise click.ClickException(f"{error.what}。{error.remedy}。") from error
    return f"示例的今天是 {moment:%Y-%m-%d}。"


def _facts() -> str:
    from goufu.demo.counts import counts

    return json.dumps(counts(), ensure_ascii=False, indent=2)
