"""`goufu decisions`: what people decided on doubts, as examples for the rulebook and as labelled titles."""

from __future__ import annotations

from pathlib import Path

import click


@click.group()
def decisions() -> None:
    """人定过的疑点：列出和挑选在网页“判定”里，这里导出给规则库用。"""


@decisions.command(options_metavar="[选项]")
@click.argument("file", metavar="文件", type=click.Path(dir_okay=False, writable=True, path_type=Path))
@click.option("--rule", default="", help="只要这条规则的，如 plan.screen-goods-doubtful")
@click.option("--place", default="", help="只要这个区划和以下各级定的：行政区划代码，或者它的前几位")
def export(file: Path, rule: str, place: str) -> None:
    """导出有效的判定：.toml 是规则的例子，可以贴进规则文件；.csv 是名称、需求、标签，goufu screening 读它。

    名称和需求照原样导出，公开以前请核对里面有没有不该公开的。
    """
    with click.get_current_context().obj():  # config.cli.with_django
        from goufu.decisions.doubts import doubt_rules
        from goufu.decisions.exporting import as_csv, as_examples
        from goufu.decisions.queries import standing_whole

        write = {".csv": as_csv, ".toml": as_examples}.get(file.suffix.lower())
        if write is None:
            raise click.ClickException("文件名请以 .csv 或 .toml 结尾。")
        if rule and rule not in doubt_rules():
            raise click.ClickException(
                f"“{rule}”没有由人判定的疑点。可以写的有：{'、'.join(sorted(doubt_rules()))}。"
            )
        found = standing_whole(rule, place)
        file.write_text(write(found), encoding="utf-8", newline="")
    click.echo(f"已导出 {len(found)} 次判定：{file}")
