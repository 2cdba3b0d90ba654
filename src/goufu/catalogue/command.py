"""The command `goufu catalogue`."""

from __future__ import annotations

import click

from goufu.config.cli import with_django


@click.group()
def catalogue() -> None:
    """指导性目录。"""


@catalogue.command("load-central")
def load_central() -> None:
    """把随程序带的中央本级目录载入数据库，已有就不动。"""
    with with_django():
        from goufu.catalogue import loading

        edition, is_new = loading.load_central()
        count = edition.entries.count()
        if is_new:
            click.echo(f"已载入《{edition}》，{count} 个条目，从 {edition.valid_from} 起施行。")
        else:
            click.echo(f"《{edition}》已经在了，没有改动。")
        if not edition.is_verified:
            click.echo("这份目录待核对：原文没有公开的全文，编码是重建的。")
