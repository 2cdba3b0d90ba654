"""`goufu notices export`: the published notices as plain files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click


@click.group()
def notices() -> None:
    """采购公告。"""


@notices.command("export", options_metavar="")
@click.argument("folder", metavar="文件夹", type=click.Path(path_type=Path, file_okay=False))
@click.pass_obj
def export(with_django: Any, folder: Path) -> None:
    """把发布了的公告写成网页文件：列表、每份公告和它的文件、各个文件的摘要。放到任何网页服务器上，或者直接打开。"""
    with with_django():
        from goufu.procurement.plain_files import NotOurs
        from goufu.procurement.plain_notices import export_notices

        try:
            files = export_notices(folder)
        except NotOurs as error:
            raise click.ClickException(str(error)) from error
        except OSError as error:
            from goufu import os_errors

            raise click.ClickException(
                f"写不了 {folder}（{os_errors.why(error)}）。原来的没有动，排除原因以后再执行一次。"
            ) from error
        click.echo(f"{folder}：{len(files.digests)} 个文件，新的、变了的 {len(files.changed)} 个。")
