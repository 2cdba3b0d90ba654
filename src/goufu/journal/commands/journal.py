"""`goufu journal`: seal, verify, export and prove, on the command line."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from goufu.journal.tlog.notes import Note, PublicKey

DIGEST_BYTES = 32


class Root(click.ParamType[tuple[date, bytes]]):
    """A published root: 2026-11-23=5f…"""

    name = "日期=日根"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[date, bytes]:
        day, _, root = str(value).partition("=")
        try:
            said = date.fromisoformat(day), bytes.fromhex(root)
        except ValueError:
            said = date.min, b""
        if len(said[1]) != DIGEST_BYTES:
            self.fail(
                f"“{value}”不是日根。请写成 2026-11-23=… 的样子，等号后面是 64 位十六进制数。", param, ctx
            )
        return said


published = click.option(
    "--published", type=Root(), multiple=True, help="公布过的日根，可以写几次，如 2026-11-23=5f…"
)


class Key(click.ParamType["PublicKey"]):
    """A public key: name+id+base64."""

    name = "公钥"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> PublicKey:
        from goufu.journal.tlog.notes import NotANote, PublicKey

        try:
            return PublicKey.read(str(value))
        except NotANote as error:
            self.fail(f"“{value}”：{error}。请照 goufu journal checkpoint 说的抄。", param, ctx)


_there = click.Path(exists=True, dir_okay=False, path_type=Path)
log_key = click.option(
    "--log-key", type=Key(), help="标准日志的公钥，用来核对检查点的签名，如 goufu-5f…/journal/log+…"
)
witnessed = click.option(
    "--witness", type=Key(), multiple=True, help="见证人的公钥：也要有他的签名，可以写几次"
)


@click.group()
def journal() -> None:
    """存证日志：存证、核验、导出、出具证明。"""


@journal.command()
def seal() -> None:
    """立即存证，并结清已经过完的日子。后台任务每几秒做一次，平时不用。"""
    with _ready():
        from goufu.journal import actions
        from goufu.journal.tlog.publishing import publish

        count = actions.seal()
        days = actions.close_days()
        publish()
    click.echo(f"存证 {count} 条，结清 {len(days)} 天")


@journal.command()
@click.argument("file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@published
@log_key
@click.option("--business", is_flag=True, help="再拿日志逐行核对各张表，并核对函数、触发器、日历是不是程序的")
def verify(
    file: Path | None,
    published: tuple[tuple[date, bytes], ...],
    log_key: PublicKey | None,
    business: bool,
) -> None:
    """核验日志：不写文件，就核验数据库里的；写了，就核验导出的这一份。有一处不符就以 1 退出。"""
    if file and business:
        raise click.UsageError("各张表只能与数据库里的日志核对：--business 不能同时写文件。")
    with _ready():
        from goufu.journal.export import read
        from goufu.journal.records import stored
        from goufu.journal.tlog import publishing
        from goufu.journal.verify import verify as verified

        if file is None:
            report = verified(stored(), dict(published), log_key=publishing.log_key())
        else:
            with file.open(encoding="utf-8") as lines:
                report = verified(read(lines), dict(published), log_key=log_key)
    for fault in report.faults:
        click.echo(f"不符：{fault}")
    if report.fault_count > len(report.faults):
        click.echo(f"……共 {report.fault_count} 处不符，只列前 {len(report.faults)} 处")
    click.echo(
        f"核验了 {report.entries} 条、{report.seals} 次存证、{report.days} 天；{report.waiting} 条等候存证"
    )
    if report.last_day:
        click.echo(f"最后一天 {report.last_day} 的日根：{report.last_root.hex()}")
    fault_count = report.fault_count + (_business() if business else 0)
    if business:
        _note_result(is_sound=not fault_count)
    if fault_count:
        raise SystemExit(1)
    click.echo(
        "没有发现不符" if published else "没有发现不符。要排除整个换过，请用 --published 与公布的日根核对"
    )


def _note_result(*, is_sound: bool) -> None:
    """Notes what is a part of verifying a restore."""
    from django.conf import settings

    from goufu.journal.unverified import note_result

    note_result(Path(settings.DATA), "journal verify --business", is_sound=is_sound)


def _business() -> int:
    """Replays the log against the tables, says what was found, and returns the number of faults."""
    with _ready():
        from goufu.journal.faults import fault_in_words
        from goufu.journal.replay import replay

        found = replay()
        for sentence in found.not_as_made:
            click.echo(f"不符：{sentence}")
        for fault in found.faults:
            click.echo(f"不符：{fault_in_words(fault)}")
    told = len(found.not_as_made) + len(found.faults)
    if found.fault_count > told:
        click.echo(f"……共 {found.fault_count} 处不符，只列前 {told} 处")
    click.echo(f"逐行核对了 {found.rows} 行")
    if found.untold:
        click.echo(f"其中 {found.untold} 行日志里没有记全：是开始逐行核对以前的。启动一次程序，就从现在记起")
    return found.fault_count


@journal.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def export(file: Path) -> None:
    """导出整个日志，每行一条，可以另行核验。"""
    with _ready():
        from goufu.journal.export import write
        from goufu.journal.records import stored

        with file.open("w", encoding="utf-8") as lines:
            count = write(stored(), lines)
    click.echo(f"导出 {count} 行：{file}")


@journal.command()
@click.argument("number", type=click.IntRange(1))
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def prove(number: int, file: Path) -> None:
    """为第 NUMBER 条出具证明（c2sp.org/tlog-proof），拿到的人自己就能核对。"""
    with _ready():
        from goufu.journal import proof

        file.write_text(str(proof.prove(number)), encoding="utf-8")
    click.echo(f"第 {number} 条的证明：{file}")


@journal.command("check-proof")
@click.argument("file", type=_there)
@published
@log_key
@witnessed
def check_proof(
    file: Path,
    published: tuple[tuple[date, bytes], ...],
    log_key: PublicKey | None,
    witness: tuple[PublicKey, ...],
) -> None:
    """核对一份证明；不用数据库，也不用联网，有日志的公钥或者公布的日根就行。有一处不符就以 1 退出。"""
    with _ready(database=False):
        from goufu.journal import proof

        proven = proof.check(proof.read(file.read_bytes()))
    _say_checkpoint(proven.checkpoint)
    _check_signatures(proven.checkpoint, log_key, witness)
    known = dict(published).get(proven.day) if proven.day else None
    if known and known != proven.day_root:
        raise click.ClickException(f"与公布的不同：这条记录不在 {proven.day} 的日志里")
    if known or log_key:
        click.echo("这条记录在日志里，一字未改：第 {id} 条，{at}，{action}".format_map(proven.entry))
    elif published and not proven.day:
        raise click.ClickException("证明里没有日根：那一天还没有过完。请明天再要一份，或者用 --log-key 核对")
    else:
        click.echo("还要与日志核对：用 --log-key 写上日志的公钥，或者用 --published 写上公布的日根")
    if proven.day_root:
        how = "与公布的相同" if known else "没有核对：检查点不管日根，要用 --published 写上公布的日根"
        click.echo(f"照证明算出的 {proven.day} 日根：{proven.day_root.hex()}（{how}）")


@journal.command("check-consistency")
@click.argument("old", type=_there)
@click.argument("new", type=_there)
@log_key
@witnessed
def check_consistency(
    old: Path, new: Path, log_key: PublicKey | None, witness: tuple[PublicKey, ...]
) -> None:
    """核对日志从保存的检查点 OLD 到 NEW 只添加、没有改过；不用数据库，也不用联网。有一处不符就以 1 退出。

    NEW 要连同它接着 OLD 的证明：goufu journal checkpoint --since，或者 /journal/log/checkpoint?since=次数。
    """
    with _ready(database=False):
        from goufu.journal.tlog.proofs import ConsistencyProof, checkpoint_of, read_checkpoint

        older, proof = read_checkpoint(_text(old)), ConsistencyProof.read(_text(new))
        kept = checkpoint_of(older)
        if proof.old != kept.size:
            raise click.ClickException(
                f"{new} 是接着 {proof.old} 次存证的，保存的检查点有 {kept.size} 次。请用 --since {kept.size} 再要一份"
            )
        goes_on = proof.holds(kept)
    for each in (older, proof.checkpoint):
        _say_checkpoint(each)
        _check_signatures(each, log_key, witness if each is proof.checkpoint else ())
    if not goes_on:
        raise click.ClickException("后面的检查点不是接着保存的那个：前面的存证改过，或者整个日志换过")
    click.echo("日志接着保存的检查点，前面的一次存证也没有改过")
    if log_key is None:
        click.echo("签名没有核对：用 --log-key 写上日志的公钥")


def _say_checkpoint(note: Note) -> None:
    from goufu.journal.tlog.proofs import checkpoint_of

    said = checkpoint_of(note)
    click.echo(f"{said.origin} 的检查点：{said.size} 次存证，根 {said.root.hex()}")


def _check_signatures(note: Note, log_key: PublicKey | None, witnesses: tuple[PublicKey, ...]) -> None:
    """Raises ClickException where one of the keys has not signed the checkpoint."""
    from goufu.journal.tlog.proofs import checkpoint_of

    if log_key and checkpoint_of(note).origin != log_key.name:
        raise click.ClickException(f"检查点是 {checkpoint_of(note).origin} 的，公钥是 {log_key.name} 的")
    keys = [(key, "日志密钥") for key in (log_key,) if key] + [
        (key, f"见证人 {key.name} ") for key in witnesses
    ]
    for key, whose in keys:
        if not any(key.signed(each, note.text) for each in note.signatures):
            raise click.ClickException(f"检查点没有{whose}的签名：证明是假的，或者公钥不对")


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise click.ClickException(f"{file} 不是文本") from error


@journal.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--since", type=click.IntRange(0), default=0, help="见证人已经见过的存证次数")
def checkpoint(file: Path, since: int) -> None:
    """把最近的检查点写成文件，连同它接着前 SINCE 次存证的证明，送上级见证（c2sp.org/tlog-witness）。"""
    with _ready():
        from goufu.journal.tlog import publishing, witnesses

        file.write_text(str(witnesses.request_to_witness(since)), encoding="utf-8")
        click.echo(f"检查点：{file}。见证人核对用的公钥：{publishing.log_key()}")


@journal.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def cosigned(file: Path) -> None:
    """存下见证人签过名的检查点。只认 GOUFU_LOG_WITNESSES 里的公钥，签名不符就拒绝。"""
    with _ready():
        from goufu.journal.tlog import witnesses

        stored = witnesses.store_cosignatures(file.read_text(encoding="utf-8"))
    click.echo(f"存下 {len(stored)} 个见证签名")


@contextmanager
def _ready(*, database: bool = True) -> Iterator[None]:
    """A context in which the installation is set up; a JournalError becomes a command-line error."""
    with click.get_current_context().obj(database=database):  # config.cli.with_django
        from goufu.journal.errors import JournalError
        from goufu.journal.tlog.notes import NotANote

        try:
            yield
        except (JournalError, NotANote) as error:
            raise click.ClickException(str(error)) from error
