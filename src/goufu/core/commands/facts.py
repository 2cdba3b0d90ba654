"""`goufu facts`: the sources of the law's facts by stage, generated from the fact views."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path), required=False)
@click.option("--check", "only_check", is_flag=True, help="只看文件是不是最新的")
@click.pass_context
def facts(context: click.Context, file: Path | None, only_check: bool) -> None:
    """列出每项事实从哪里来；写了文件名就写进文件，例如 docs/facts.md。"""
    with context.obj(database=False):
        from goufu.core.fact_page import page

        text = page()
    if file is None:
        click.echo(text, nl=False)
    elif not only_check:
        file.write_text(text, encoding="utf-8")
    elif not file.exists() or file.read_text(encoding="utf-8") != text:
        raise click.ClickException(f"{file} 不是最新的，请运行 goufu facts {file}")
