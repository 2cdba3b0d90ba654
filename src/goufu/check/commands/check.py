"""`goufu check`: checks a list of planned purchases against the law, without server; the database only for its central lists."""

from __future__ import annotations

import shlex
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from difflib import get_close_matches
from pathlib import Path

import click

from goufu import wall_clock
from goufu.catalogue.central import HeldLists
from goufu.check.answering import Checker, Progress
from goufu.check.columns import Chosen
from goufu.check.errors import ColumnQuestion, ListError, UnitQuestion
from goufu.check.listed import ITEM
from goufu.check.own_report import own_workbook
from goufu.check.reading import Reading, read_list
from goufu.check.report import XLSX_ROWS, write_report
from goufu.check.results import UNANSWERED, LineVerdict, Summary
from goufu.check.terms import STAGE, Terms
from goufu.files.units import MONEY_UNITS
from goufu.law.load import load_rulebook
from goufu.law.options import DayParameter, LevelParameter, PlaceParameter

ASK = "goufu.ask"
FOUND_REFUSED = 1
FOUND_REVIEW = 3
NOT_ALL_READ = 4
_KINDS = (".xlsx", ".csv", ".json", ".html")
_WANTING = 5  # facts that are told of
_PHASES = {"reading": "读入", "checking": "检查", "writing": "写出"}


@click.command(options_metavar="[选项]")
@click.argument("file", metavar="清单", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--on", "day", type=DayParameter(), help="按这一天的制度检查；不写就按每行的日期，没有日期的按今天"
)
@click.option("--place", type=PlaceParameter(), help="购买主体所在的六位行政区划代码，清单里没有写的行使用")
@click.option("--level", type=LevelParameter(), help="预算级次，如 县级，清单里没有写的行使用")
@click.option("--unit", type=click.Choice(MONEY_UNITS), help="没有写明单位的金额按这个单位")
@click.option("--sheet", metavar="名称", help="工作表，不写就选最像清单的一张")
@click.option(
    "--column",
    "columns",
    metavar="表头=内容",
    multiple=True,
    help="指定某一列是什么，如 --column 经费=预算金额 或 --column E列=预算金额；等号后面不写就不读这一列",
)
@click.option(
    "-o",
    "--output",
    metavar="文件",
    type=click.Path(dir_okay=False, path_type=Path),
    help=f"结果文件：{'、'.join(kind[1:] for kind in _KINDS)}；不写就放在清单旁边",
)
@click.option("--suggest/--no-suggest", default=True, help="是否建议指导性目录条目")
@click.option("--all", "everything", is_flag=True, help="清单里没有写、因此没能回答的，逐项列出")
@click.option("--quiet", is_flag=True, help="不显示进度和识别出的列")
def check(
    file: Path,
    day: date | None,
    place: str | None,
    level: str | None,
    unit: str | None,
    sheet: str | None,
    columns: tuple[str, ...],
    output: Path | None,
    suggest: bool,
    everything: bool,
    quiet: bool,
) -> None:
    """检查一张拟购买清单（Excel 或 CSV）：每行能不能作为政府购买服务，依据哪一条，怎么办。

    退出码：0 都看过了，没有不得购买和需人工核查的行；1 有不得购买的行；3 没有不得购买的行，有需人工核查的行；
    4 看过的行里都没有，但是文件里还有没看的工作表或者列；2 没有检查成。
    """
    try:
        _refuse_target(file, output)
        reading = _read(file, sheet, unit, _chosen(columns))
        if not quiet:
            _tell_columns(reading)
        summary, target = _check(
            reading, Terms(day, level, place), file, output, suggest=suggest, quiet=quiet
        )
    except ListError as error:
        if isinstance(error, ColumnQuestion):
            fact = load_rulebook().stages[STAGE].facts[error.fact]
            error.remedy += f"；例如加 --column {error.letters[0]}列={fact.title}"
        click.secho(f"不能检查这份清单：{error.what}", fg="red", err=True)
        if error.where:
            click.echo(f"在哪里：{error.where}", err=True)
        click.echo(f"怎么办：{error.remedy}", err=True)
        sys.exit(2)
    _tell(summary, everything=everything)
    if not quiet:
        _tell_notes(reading)
        _tell_of_more(summary, everything=everything)
    click.echo(f"结果写在 {target}", err=True)
    sys.exit(exit_code(summary, is_partial=reading.is_partial))


def _refuse_target(file: Path, output: Path | None) -> None:
    """Raises ListError, before a long check, when the result could not be written."""
    if output is None:
        return
    if output.suffix.lower() not in _KINDS:
        raise ListError(f"不会写“{output.suffix}”格式", output.name, "可用的有：xlsx、csv、json、html")
    if not output.parent.is_dir():
        raise ListError("没有这个文件夹", str(output.parent), "请先建立文件夹，或者换一个地方")
    if output.exists() and output.samefile(file):
        raise ListError("结果文件就是清单本身", str(output), "请给结果文件另取一个名字，清单才不会被盖掉")


def exit_code(summary: Summary, *, is_partial: bool = False) -> int:
    """The exit code: 1 when a line may not be bought, 3 when a line needs a person's review, 4 when nothing was found in what
    was read, which is not all (`is_partial`), else 0.
    """
    if summary.verdicts[LineVerdict.REFUSED]:
        return FOUND_REFUSED
    if summary.verdicts[LineVerdict.REVIEW]:
        return FOUND_REVIEW
    return NOT_ALL_READ if is_partial else 0


def _read(file: Path, sheet: str | None, unit: str | None, chosen: Mapping[str, Chosen]) -> Reading:
    facts = list(load_rulebook().stages[STAGE].given.values())
    try:
        return read_list(file, facts, sheet=sheet, unit=unit, chosen=chosen)
    except UnitQuestion as question:
        if not sys.stdin.isatty():
            raise
        click.echo(question.what, err=True)
        answer = click.prompt("金额的单位", type=click.Choice(MONEY_UNITS), err=True)
        return read_list(file, facts, sheet=sheet, unit=answer, chosen=chosen)


def _chosen(columns: tuple[str, ...]) -> dict[str, Chosen]:
    """The columns chosen by --column: a fact by its Chinese title or its name. Raises ListError."""
    facts = load_rulebook().stages[STAGE].given
    names = {fact.title: name for name, fact in facts.items()} | {name: name for name in facts} | {"": ""}
    chosen = {}
    for text in columns:
        header, separator, fact = text.rpartition("=")
        if not separator or fact not in names:
            titles = [each.title for each in facts.values()]
            near = get_close_matches(fact, titles, cutoff=0.4) or titles[:10]
            raise ListError(f"看不懂 --column {text}", "", f"写成 表头=内容，内容如：{'、'.join(near)}")
        chosen[header] = Chosen(names[fact])
    return chosen


def _check(
    reading: Reading, terms: Terms, file: Path, output: Path | None, *, suggest: bool, quiet: bool
) -> tuple[Summary, Path]:
    """The counts, and the path of the written result."""
    with (
        tempfile.TemporaryDirectory(prefix="goufu-check-") as folder,
        _progress(shown=not quiet and sys.stderr.isatty()) as progress,
    ):
        held = _held_lists(reading, terms)
        checker = Checker(reading, terms, Path(folder), wall_clock.today(), suggest=suggest, held=held)
        rows = checker.load(progress)
        target = output or _beside(file, rows)
        if rows >= XLSX_ROWS and target.suffix.lower() == ".xlsx":
            raise ListError(
                f"有 {rows} 行，超过 Excel 的上限 {XLSX_ROWS} 行", target.name, "请用 -o 写成 csv，不限行数"
            )
        progress("checking", 0)
        checker.ask()
        lines = checker.lines(progress)
        title = reading.sheet.name or file.stem
        own, lost = None, ""
        if target.suffix.lower() == ".xlsx":
            own, lost = own_workbook(file, reading, len(checker.headers))
        reading.remarks += [lost] if lost else []
        summary = write_report(
            target,
            checker.headers,
            lines,
            numeric=checker.numeric,
            title=title,
            own=own,
            said=reading.said,
        )
        return summary, target


def _held_lists(reading: Reading, terms: Terms) -> HeldLists | None:
    """The lists of what is bought centrally of this installation, where the list has codes of items and a place is known."""
    known = {column.fact.name for column in reading.columns if column.fact}
    if ITEM not in known or not (terms.place or "place" in known):
        return None
    ask = click.get_current_context().meta.get(ASK)  # config.cli.ask_database
    try:
        held: HeldLists | None = ask("goufu.catalogue.queries.held_lists") if ask else None
        return held
    except click.ClickException as error:
        reading.remarks.append(f"没有查这台机器上的集中采购目录：{error.message}")
        return None


@contextmanager
def _progress(*, shown: bool) -> Iterator[Progress]:
    """A context with a function that shows the rows done in a phase; of what is read the other phases do as many."""
    if not shown:
        yield lambda phase, rows: None
        return
    from tqdm import tqdm  # takes as long to import as a short list to check

    with tqdm(unit="行", leave=False) as bar:

        def progress(phase: str, rows: int) -> None:
            if phase == "checking":
                bar.reset(bar.n)
            bar.set_description(_PHASES[phase])
            bar.update(rows - bar.n)

        yield progress


def _beside(file: Path, rows: int) -> Path:
    return file.with_name(f"{file.stem}-预审结果.{'xlsx' if rows < XLSX_ROWS else 'csv'}")


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
        how = f"；要检查它，加 --sheet {shlex.quote(name)}" if name in reading.other_lists else ""
        click.echo(f"  没有检查工作表“{name}”：{why}{how}", err=True)


def _tell(summary: Summary, *, everything: bool) -> None:
    """The counts; of the facts that are wanting those that most rules wait for, unless everything is asked for."""
    told = [row for row in summary.rows() if row[2]]
    wanting = [row for row in told if row[0] == UNANSWERED]
    for kind, name, count in told[: len(told) - len(wanting)] + (
        wanting if everything else wanting[:_WANTING]
    ):
        click.echo(f"{kind}\t{name}\t{count}")


def _tell_of_more(summary: Summary, *, everything: bool) -> None:
    more = sum(kind == UNANSWERED for kind, *_ in summary.rows()) - _WANTING
    if more > 0 and not everything:
        click.echo(f"  还有 {more} 项内容清单里没有写，因此有规则没能回答；加 --all 逐项列出", err=True)


def _tell_notes(reading: Reading) -> None:
    if any(column.fact is not None and column.fact.name == "provider" for column in reading.columns):
        click.echo("  承接主体的信用和登记情况没有核对；立项时会核对。", err=True)
    if reading.unused.names:
        click.echo(f"  没有用到的列：{'、'.join(reading.unused.names)}", err=True)
    for remark in reading.remarks:
        click.echo(f"  {remark}", err=True)
    for note in reading.noted():
        click.echo(f"  {note}", err=True)
