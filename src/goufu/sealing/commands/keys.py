"""`goufu keys`: a custodian's key, its rehearsal, and his part of an opening; the key stays where he is."""

from __future__ import annotations

from pathlib import Path

import click

from goufu import wall_clock
from goufu.sealing.commands.bid import FILE, refused_in_a_sentence
from goufu.sealing.errors import SealError
from goufu.sealing.keys import Key, check_passphrase, key_file, new_key, public_file, read_key, write_new
from goufu.sealing.label import Label
from goufu.sealing.outside import Outside, read_outside
from goufu.sealing.peel import peel, rehearse
from goufu.sealing.suites import AGE, SUITES, suite_named

NEW = click.Path(path_type=Path)


@click.group()
def keys() -> None:
    """开标保管人的钥匙：做一把、演练、打开自己的部分。"""


@keys.command(options_metavar="[选项]")
@click.argument("file", type=NEW, metavar="文件")
@click.option("--suite", type=click.Choice(list(SUITES)), default=AGE.name, show_default=True, help="算法")
def new(file: Path, suite: str) -> None:
    """做一把有口令的钥匙；公钥存在旁边的 .pub 文件，交给采购人。"""
    passphrase = click.prompt("口令", hide_input=True, confirmation_prompt="再输一次")
    with refused_in_a_sentence():
        check_passphrase(passphrase)
        key = new_key(suite_named(suite))
        write_new(file, key_file(key, passphrase, wall_clock.now()))
        try:
            write_new(file.with_name(file.name + ".pub"), public_file(key))
        except SealError:
            file.unlink()  # a key whose public half nobody has is none
            raise
    click.echo(f"公钥\t{key.public}")
    click.echo(f"指纹\t{key.fingerprint}")
    click.echo("请备份钥匙文件，和口令分开放。每次采购换一把新的。丢了钥匙或者口令，谁也找不回来。")


@keys.command("rehearse", options_metavar="[选项]")
@click.argument("file", type=FILE, metavar="钥匙")
@click.argument("envelope", type=FILE, metavar="演练信封")
@click.option("--procurement", required=True, metavar="采购编号")
@click.option("--output", type=NEW, required=True, metavar="文件", help="答复存成这个文件（.gpeel.json）")
def rehearse_command(file: Path, envelope: Path, procurement: str, output: Path) -> None:
    """打开演练信封里自己的部分，证明钥匙在手、口令记得；不会打开真的投标。"""
    key, outside = _key_and_outside(file, envelope)
    with refused_in_a_sentence():
        write_new(output, rehearse(outside, key.secret, procurement).as_bytes())
    click.echo(f"答复\t{output}\t钥匙 {key.fingerprint}")


@keys.command("peel", options_metavar="[选项]")
@click.argument("file", type=FILE, metavar="钥匙")
@click.argument("envelope", type=FILE, metavar="信封")
@click.option("--procurement", required=True, metavar="采购编号")
@click.option("--lot", default="1", show_default=True, metavar="包号")
@click.option("--bidder", required=True, metavar="代码", help="投标人的统一社会信用代码")
@click.option("--kind", required=True, metavar="种类", help="信封种类")
@click.option("--sequence", default=1, show_default=True, type=click.IntRange(1), help="第几份")
@click.option(
    "--output", type=NEW, required=True, metavar="文件", help="自己的部分存成这个文件（.gpeel.json）"
)
def peel_command(
    file: Path,
    envelope: Path,
    procurement: str,
    lot: str,
    bidder: str,
    kind: str,
    sequence: int,
    output: Path,
) -> None:
    """开标时打开自己的部分；够了人数，合起来才打开信封。"""
    with refused_in_a_sentence():
        expected = Label(procurement, lot, bidder, kind, sequence)
    key, outside = _key_and_outside(file, envelope)
    with refused_in_a_sentence():
        write_new(output, peel(outside, key.secret, expected).as_bytes())
    click.echo(f"自己的部分\t{output}\t钥匙 {key.fingerprint}")


def _key_and_outside(file: Path, envelope: Path) -> tuple[Key, Outside]:
    passphrase = click.prompt("口令", hide_input=True)
    with refused_in_a_sentence():
        key = read_key(file.read_bytes(), passphrase)
        with envelope.open("rb") as stream:
            return key, read_outside(stream)
