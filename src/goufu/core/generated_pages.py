"""Pages of the manual that the program writes: `goufu facts`, `goufu states`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click


def page_command(name: str, help_: str, page: Callable[[], str]) -> click.Command:
    """The command that prints a page, writes it to a file, or, with --check, says whether the file is up to date.

    page: makes the text, in an installation that is set up and needs no database.
    """

    @click.command(name, help=help_)
    @click.argument("file", type=click.Path(dir_okay=False, path_type=Path), required=False)
    @click.option("--check", "only_check", is_flag=True, help="只看文件是不是最新的")
    @click.pass_context
    def command(context: click.Context, file: Path | None, only_check: bool) -> None:
        with context.obj(database=False):
            text = page()
        if file is None:
            click.echo(text, nl=False)
        elif not only_check:
            file.write_text(text, encoding="utf-8")
        elif not file.exists() or file.read_text(encoding="utf-8") != text:
            raise click.ClickException(f"{file} 不是最新的，请运行 goufu {name} {file}")

    return command
