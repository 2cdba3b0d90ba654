"""`goufu documents`: checks that every document has its file."""

from __future__ import annotations

from pathlib import Path

import click

MOST_SHOWN = 100


@click.group()
def documents() -> None:
    """文件：核对内容。"""


@documents.command()
def check() -> None:
    """核对每份文件的内容都在、都没有变。有一份不符就以 1 退出。"""
    with click.get_current_context().obj():  # config.cli.with_django
        from django.conf import settings

        from goufu.documents.verify import verified
        from goufu.journal.unverified import note_result

        count = faults = 0
        for fault in verified():
            count += 1
            if fault is None:
                continue
            faults += 1
            if faults <= MOST_SHOWN:
                click.echo(f"不符：第 {fault.number} 号《{fault.name}》（{fault.digest}）：{fault.what}")
        note_result(Path(settings.DATA), "documents check", is_sound=not faults)
    if faults > MOST_SHOWN:
        click.echo(f"……只列前 {MOST_SHOWN} 份")
    click.echo(f"核对了 {count} 份文件，{faults} 份不符")
    if faults:
        raise SystemExit(1)
