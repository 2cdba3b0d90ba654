"""`goufu backup`: writes a backup of this installation into one file."""

from __future__ import annotations

import os
from pathlib import Path

import click

from goufu.config.backup.command_line import passphrase_option, the_passphrase
from goufu.config.cli import told_in_a_sentence
from goufu.config.folders import data_folder, is_demonstration


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@passphrase_option
@click.pass_context
def backup(context: click.Context, file: Path, passphrase_file: Path | None) -> None:
    """把数据库、文件和钥匙备份成一个文件 FILE；程序可以照常运行。"""
    with told_in_a_sentence():
        if is_demonstration(data_folder()):
            raise click.ClickException(
                "示例里都是虚构的，不备份。要备份真正的数据，请用 GOUFU_DATA 指它的数据文件夹。"
            )
    passphrase = the_passphrase(passphrase_file, is_new=True)
    with context.obj(owner=True):
        from goufu.config.backup.making import make

        damaged = make(file, os.environ["DATABASE_URL"], passphrase)
    click.echo(f"已备份：{file}（{file.stat().st_size / 1e6:.1f} MB）。口令请另外保管：没有它恢复不了。")
    if damaged:
        click.echo(
            f"有 {len(damaged)} 份文件的内容变了或者读不出来，没有备份进去。请执行 goufu documents check。"
        )
        raise SystemExit(1)
