"""`goufu restore`: restores a backup into an empty installation and verifies it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from goufu.config.backup.command_line import passphrase_option, the_passphrase
from goufu.config.cli import told_in_a_sentence
from goufu.config.folders import as_typed


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@passphrase_option
@click.pass_context
def restore(context: click.Context, file: Path, passphrase_file: Path | None) -> None:
    """把备份 FILE 恢复到空的数据文件夹和数据库，然后核验；不动已经有人员的。"""
    from goufu.config.backup.container import reading
    from goufu.config.backup.restoring import restored
    from goufu.journal.unverified import COMMANDS

    with told_in_a_sentence(), reading(file) as found:
        passphrase = the_passphrase(passphrase_file, is_new=False)
        with restored(found, passphrase):
            from django.utils.timezone import localtime

            from goufu.config.serve import update_tables

            update_tables()
            made = format(localtime(datetime.fromisoformat(found.manifest.made_at)), "%Y-%m-%d %H:%M")
            click.echo(f"已恢复 {made} 的备份（购服 {found.manifest.version}）。核验：")
            failed = [name for name in COMMANDS if not _is_sound(context, name)]
    if failed:
        raise click.ClickException(f"已恢复，但是 goufu {'、goufu '.join(failed)} 发现不符，见上。")
    click.echo(f"恢复完成，没有发现不符。可以启动了：{as_typed('run')}")


def _is_sound(context: click.Context, name: str) -> bool:
    """Whether another command of ours finds nothing wrong. It says what it finds."""
    command: click.Command | None = context.find_root().command
    parts = name.split()
    for part in parts[:2]:
        assert isinstance(command, click.Group)
        command = command.get_command(context, part)
    assert command is not None
    try:
        command.main(parts[2:], prog_name=f"goufu {name}", standalone_mode=False, obj=context.obj)
    except SystemExit as ended:
        return not ended.code
    return True
