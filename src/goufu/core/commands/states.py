"""`goufu states`: state diagrams generated from the transition tables."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path), required=False)
@click.option("--check", "only_check", is_flag=True, help="只看文件是不是最新的")
@click.pass_context
def states(context: click.Context, file: Path | None, only_check: bool) -> None:
    """画出各种事项的状态；写了文件名就写进文件，例如 docs/states.md。"""
    with context.obj(database=False):
        from goufu.core.transitions import page

        drawn = page()
    if file is None:
        click.echo(drawn, nl=False)
    elif not only_check:
        file.write_text(drawn, encoding="utf-8")
    elif not file.exists() or file.read_text(encoding="utf-8") != drawn:
        raise click.ClickException(f"{file} 不是最新的，请运行 goufu states {file}")
