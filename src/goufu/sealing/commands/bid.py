"""`goufu bid`: sealing a bid without a browser, and holding envelopes against sheets and receipts."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from goufu import os_errors, wall_clock
from goufu.sealing.contents import Source
from goufu.sealing.encoding import moment
from goufu.sealing.envelope import seal, source_of
from goufu.sealing.errors import SealError
from goufu.sealing.keys import write_new
from goufu.sealing.label import Label
from goufu.sealing.outside import Outside, read_outside
from goufu.sealing.receipt import Receipt, read_receipt
from goufu.sealing.sending import House
from goufu.sealing.sheet import Sheet, read_sheet
from goufu.sealing.streams import digest_of

_PRICE = re.compile(r"[0-9]{1,13}(\.[0-9]{1,2})?")
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@contextmanager
def refused_in_a_sentence() -> Iterator[None]:
    """A context in which refusals, and what disks refuse, become errors of the command line."""
    try:
        yield
    except SealError as error:
        raise click.ClickException(str(error)) from error
    except OSError as error:
        raise click.ClickException(
            f"读写文件出错：{os_errors.why(error)}。请检查磁盘和权限，再做一次。"
        ) from error


@click.group()
def bid() -> None:
    """封投标文件，核对信封和回执；不用浏览器，不用网络。"""


@bid.command("seal", options_metavar="[选项]")
@click.argument("sheet", type=FILE, metavar="封标说明")
@click.argument("files", type=FILE, nargs=-1, required=True, metavar="文件...")
@click.option("--bidder", required=True, metavar="代码", help="投标人的统一社会信用代码")
@click.option("--lot", default="1", show_default=True, metavar="包号")
@click.option("--kind", required=True, metavar="种类", help="信封种类，封标说明里有")
@click.option(
    "--sequence", default=1, show_default=True, type=click.IntRange(1), help="第几份：每替换一次加一"
)
@click.option("--price", default="", metavar="元", help="报价总价：一起封进去，开启时由程序读出")
@click.option(
    "--output", type=click.Path(path_type=Path), required=True, metavar="信封", help="存成这个文件（.gbid）"
)
def seal_command(
    sheet: Path,
    files: tuple[Path, ...],
    bidder: str,
    lot: str,
    kind: str,
    sequence: int,
    price: str,
    output: Path,
) -> None:
    """把文件封进一个信封，只有保管人一起才能打开。"""
    with refused_in_a_sentence():
        terms, now = read_sheet(sheet.read_bytes()), wall_clock.now()
        label = Label(terms.procurement, lot, bidder, kind, sequence)
        if output.exists():
            raise SealError("已有 %(path)s，没有改动它", "请换一个文件名", path=output)
        unfinished = output.with_name(output.name + ".part")
        try:
            with unfinished.open("xb") as out:
                sources = [source_of(each) for each in files]
                if price:
                    sources.append(_quotation(price, label, output.parent))
                sealed = seal(sources, terms, label, out, now)
            unfinished.rename(output)
        except FileExistsError as error:
            raise SealError(
                "有没封完的 %(path)s", "请确认没有别人正在封，再删掉它", path=unfinished
            ) from error
        except BaseException:
            unfinished.unlink(missing_ok=True)
            raise
    _tell_sheet(terms)
    for file in sealed.files:
        click.echo(f"文件\t{file.name}\t{file.size}\t{file.sm3}")
    click.echo(f"文件清单摘要\t{sealed.list_digest}")
    click.echo(f"信封\t{output}\t{sealed.size}")
    click.echo(f"信封摘要（SM3）\t{sealed.digest}")
    if moment(now) > terms.deadline:
        click.echo("注意：按这台电脑的钟，截止时间已过；是否迟到以系统收到的时间为准。", err=True)
    click.echo(
        "请核对公告里的说明摘要和保管人钥匙的指纹，记下信封摘要和文件清单摘要（送出时一起写），留好原文件。"
    )


def _quotation(price: str, label: Label, folder: Path) -> Source:
    """The file in which the program reads the price, with a random number by which its digest tells nothing.

    It is kept beside the envelope under the name that it has within: shown later, it is one of the files of the list.
    """
    if not _PRICE.fullmatch(price) or not float(price):
        raise SealError("报价应是大于零的数，最多两位小数：%(price)s", "例如 1788000.00", price=price)
    said = {"format": "goufu-quotation", "version": 1, "price": price, "nonce": secrets.token_hex(32)}
    path = folder / f"quotation-{label.lot}-{label.kind}-{label.sequence}.json"
    write_new(path, json.dumps(said).encode())
    click.echo(f"报价\t{path}\t请和原文件一起留好")
    return source_of(path)


@bid.command(options_metavar="[选项]")
@click.argument("envelope", type=FILE, metavar="信封")
@click.option("--sheet", type=FILE, metavar="封标说明", help="再核对是不是按它封的")
def verify(envelope: Path, sheet: Path | None) -> None:
    """看信封外面写了什么，算它的摘要；里面的内容没有钥匙看不到。"""
    with refused_in_a_sentence():
        outside, digest, _ = _read(envelope)
        terms = read_sheet(sheet.read_bytes()) if sheet else None
        if terms:
            terms.must_take(outside.label)
            terms.must_have_sealed(outside.core)
    _tell_outside(outside)
    if terms:
        click.echo("按这份封标说明封的\t是")
    click.echo(f"信封摘要（SM3）\t{digest}")


@bid.command("receipt-check", options_metavar="[选项]")
@click.argument("receipt", type=FILE, metavar="回执")
@click.argument("envelope", type=FILE, metavar="信封")
def receipt_check(receipt: Path, envelope: Path) -> None:
    """核对回执：收到的是不是这个信封。"""
    with refused_in_a_sentence():
        said = read_receipt(receipt.read_bytes())
        outside, digest, size = _read(envelope)
        said.must_fit(outside.label, digest, size)
    click.echo(f"相符\t回执 {said.number}，{said.received_at} 收到，{size} 字节")
    click.echo(f"信封摘要（SM3）\t{digest}")


@bid.command("send", options_metavar="[选项]")
@click.argument("envelope", type=FILE, metavar="信封")
@click.option("--to", "address", required=True, metavar="网址", help="系统的网址，https://…")
@click.option("--procurement", "number", required=True, type=int, metavar="号", help="网页地址里的采购序号")
@click.option(
    "--list", "listed", default="", metavar="摘要", help="文件清单摘要，goufu bid seal 印出的那一个"
)
@click.option(
    "--key",
    envvar="GOUFU_KEY",
    required=True,
    metavar="令牌",
    help="接口令牌；也可以放在环境变量 GOUFU_KEY 里",
)
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    required=True,
    metavar="回执",
    help="回执存成这个文件（.greceipt.json）",
)
def send_command(envelope: Path, address: str, number: int, listed: str, key: str, output: Path) -> None:
    """把封好的信封送出去，断了再运行一次就接着送，存下回执。"""
    with refused_in_a_sentence():
        outside, digest, size = _read(envelope)
        there = House(address, key).bid(number, digest)
        with envelope.open("rb") as file:
            there.send(file, size)
        said = there.take_in(listed)
        receipt = Receipt(said["number"], said["received_at"], said["digest"], said["size"], outside.label)
        receipt.must_fit(outside.label, digest, size)
        write_new(output, receipt.as_bytes())
    click.echo(f"收到\t{receipt.received_at}")
    click.echo(f"回执\t{receipt.number}\t{output}")


def _read(envelope: Path) -> tuple[Outside, str, int]:
    """An envelope's outside, digest and size."""
    with envelope.open("rb") as stream:
        outside = read_outside(stream)
        stream.seek(0)
        return outside, digest_of(stream), stream.tell()


def _tell_sheet(terms: Sheet) -> None:
    click.echo(f"采购\t{terms.procurement}\t{terms.title}")
    click.echo(f"封标说明摘要\t{terms.digest()}")
    for each, figures in zip(terms.custodians, terms.fingerprints(), strict=True):
        click.echo(f"保管人\t{each.name}\t{each.body}\t{figures}")


def _tell_outside(outside: Outside) -> None:
    label = outside.label
    click.echo(f"采购\t{label.procurement}\t第 {label.lot} 包")
    click.echo(f"投标人\t{label.bidder}")
    click.echo(f"信封\t{label.kind}\t第 {label.sequence} 份")
    click.echo(f"封的时间\t{outside.core['made_at']}（投标人电脑的钟）")
    click.echo(f"封标说明摘要\t{outside.core['sheet']}")
    click.echo(f"钥匙\t{'、'.join(outside.custodians)}\t{outside.needed} 把一起才能打开")
