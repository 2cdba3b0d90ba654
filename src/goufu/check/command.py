"""`goufu check`: a list of planned purchases held against the law, without server or database."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

import click
from tqdm import tqdm

from goufu.check.answering import STAGE, Checker, Terms
from goufu.check.columns import Chosen
from goufu.check.days import today
from goufu.check.errors import ListError, UnitQuestion
from goufu.check.reading import Reading, read_list
from goufu.check.report import write_report
from goufu.check.results import LineVerdict, Summary
from goufu.law.command import Day
from goufu.law.load import load_rulebook

FOUND_REFUSED = 1
FOUND_REVIEW = 3
_PHASES = {"reading": "读入", "checking": "检查", "writing": "写出"}


@click.command()
@click.argument("file", metavar="清单", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--on", type=Day(), help="按这一天的制度检查；不写就按每行的日期，没有日期的按今天")
@click.option("--place", metavar="区划", help="购买主体所在的六位行政区划代码，清单里没有这一列时使用")
@click.option(
    "--level", type=click.Choice(list(load_rulebook().stages[STAGE].facts["level"].choices)), help="预算级次"
)
@click.option("--unit", type=click.Choice(["元", "万元"]), help="没有写明单位的金额按这个单位")
@click.option("--sheet", metavar="名称", help="工作表，不写就选最像清单的一张")
@click.option(
    "--column",
    "columns",
    metavar="表头=事实",
    multiple=True,
    help="指定某一列是什么，如 --column 预算=amount_yuan",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="结果文件：xlsx、csv、json 或 html",
)
@click.option("--suggest/--no-suggest", default=True, help="是否建议指导性目录条目")
@click.option("--quiet", is_flag=True, help="不显示进度和识别出的列")
def check(
    file: Path,
    on: object,
    place: str | None,
    level: str | None,
    unit: str | None,
    sheet: str | None,
    columns: tuple[str, ...],
    output: Path | None,
    suggest: bool,
    quiet: bool,
) -> None:
    """检查一张拟购买清单（Excel 或 CSV）：每行能不能作为政府购买服务，依据哪一条，怎么办。

    退出码：0 没有不得购买和需人工核查的行；1 有不得购买的行；3 只有需人工核查的行；2 清单没有读懂。
    """
    target = output or file.with_name(f"{file.stem}-预审结果.xlsx")
    try:
        reading = _read(file, sheet, unit, _chosen(columns))
        if not quiet:
            _tell_columns(reading)
        summary = _check(reading, Terms(on, level, place), target, suggest=suggest, quiet=quiet)  # type: ignore[arg-type]
    except ListError as error:
        click.secho(f"不能检查这份清单：{error.what}", fg="red", err=True)
        if error.where:
            click.echo(f"在哪里：{error.where}", err=True)
        click.echo(f"怎么办：{error.remedy}", err=True)
        sys.exit(2)
    _tell(summary, target)
    sys.exit(exit_code(summary))


def exit_code(summary: Summary) -> int:
    """For scripts: 1 when a line may not be bought, 3 when a line wants a person, else 0."""
    if summary.verdicts[LineVerdict.REFUSED]:
        return FOUND_REFUSED
    return FOUND_REVIEW if summary.verdicts[LineVerdict.REVIEW] else 0


def _read(file: Path, sheet: str | None, unit: str | None, chosen: Mapping[str, Chosen]) -> Reading:
    facts = list(load_rulebook().stages[STAGE].facts.values())
    try:
        return read_list(file, facts, sheet=sheet, unit=unit, chosen=chosen)
    except UnitQuestion as question:
        if not sys.stdin.isatty():
            raise
        click.echo(question.what, err=True)
        answer = click.prompt("金额的单位", type=click.Choice(["元", "万元"]), err=True)
        return read_list(file, facts, sheet=sheet, unit=answer, chosen=chosen)


def _chosen(columns: tuple[str, ...]) -> dict[str, Chosen]:
    chosen = {}
    facts = load_rulebook().stages[STAGE].facts
    for text in columns:
        header, separator, fact = text.rpartition("=")
        if not separator or (fact and fact not in facts):
            raise ListError(f"看不懂 --column {text}", "", f"写成 表头=事实；事实有：{'、'.join(facts)}")
        chosen[header] = Chosen(fact)
    return chosen


def _check(reading: Reading, terms: Terms, target: Path, *, suggest: bool, quiet: bool) -> Summary:
    with (
        tempfile.TemporaryDirectory(prefix="goufu-check-") as folder,
        tqdm(unit="行", disable=quiet or not sys.stderr.isatty(), leave=False) as bar,
    ):

        def progress(phase: str, rows: int) -> None:
            bar.set_description(_PHASES[phase])
            bar.update(rows - bar.n)

        checker = Checker(reading, terms, Path(folder), today(), suggest=suggest)
        bar.total = None
        bar.reset(checker.load(progress))
        progress("checking", 0)
        checker.ask()
        return write_report(
            target,
            checker.headers,
            checker.lines(progress),
            numeric=checker.numeric,
            title=reading.sheet.name,
        )


def _tell_columns(reading: Reading) -> None:
    sheet = f"工作表“{reading.sheet.name}”，" if reading.sheet.name else ""
    click.echo(f"{sheet}表头在第 {reading.header.last_line} 行", err=True)
    for column in reading.columns:
        header = column.header.replace("\n", " ")
        meaning = (
            f"{column.fact.title}{f'（{column.unit}）' if column.unit else ''}"
            if column.fact
            else "没有认出，照原样保留"
        )
        click.echo(f"  {column.letter}  {header} → {meaning}", err=True)
    for name, why in reading.left_out.items():
        click.echo(f"  没有检查工作表“{name}”：{why}", err=True)


def _tell(summary: Summary, target: Path) -> None:
    for kind, name, count in summary.rows():
        if count:
            click.echo(f"{kind}\t{name}\t{count}")
    click.echo(f"结果写在 {target}", err=True)
