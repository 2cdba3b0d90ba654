"""The passphrase on the command line: asked at a terminal, or read from a file."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from goufu.config.backup.errors import BackupError
from goufu.config.backup.passphrase import refuse_short

passphrase_option = click.option(
    "--passphrase-file",
    envvar="GOUFU_PASSPHRASE_FILE",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="口令写在这个文件的第一行；不写就在终端里问",
)


def the_passphrase(file: Path | None, *, is_new: bool) -> str:
    """The passphrase; a new one is asked twice and may not be short. Raises ClickException."""
    if file is not None:
        said = (file.read_text(encoding="utf-8").splitlines() or [""])[0].strip()
    elif sys.stdin.isatty():
        said = click.prompt(
            "备份的口令", hide_input=True, confirmation_prompt="再输一次" if is_new else False
        )
    else:
        raise click.ClickException("没有口令：请在终端里执行，或者用 --passphrase-file 指出写着口令的文件。")
    try:
        return refuse_short(said) if is_new else said
    except BackupError as error:
        raise click.ClickException(str(error)) from error
