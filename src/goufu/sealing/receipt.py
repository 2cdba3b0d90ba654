"""The receipt of a bid: which bytes were received when. The house writes it; anybody can hold an envelope against it."""

from __future__ import annotations

from dataclasses import dataclass

from goufu.sealing.encoding import DIGEST, canonical, is_moment, parsed
from goufu.sealing.errors import Malformed, Mismatch
from goufu.sealing.label import Label, is_line

FORMAT = "goufu-receipt"
LONGEST_NUMBER = 64


@dataclass(frozen=True)
class Receipt:
    """A receipt (`*.greceipt.json`). received_at: in UTC, by the server's clock; digest: the SM3 of the whole envelope; size in bytes."""

    number: str
    received_at: str
    digest: str
    size: int
    label: Label

    def as_bytes(self) -> bytes:
        said = {
            "number": self.number,
            "received_at": self.received_at,
            "digest": self.digest,
            "size": self.size,
        }
        return canonical({**said, "label": self.label.as_json(), "format": FORMAT, "version": 1})

    def must_fit(self, label: Label, digest: str, size: int) -> None:
        """Refuses an envelope that isn't the one received."""
        label.must_be(self.label)
        if (digest, size) != (self.digest, self.size):
            raise Mismatch(
                "这个文件不是收到的那一份：文件 %(size)s 字节，摘要 %(digest)s；回执上 %(wanted_size)s 字节，摘要 %(wanted)s",
                "请选送出的那个文件",
                size=size,
                digest=digest,
                wanted_size=self.size,
                wanted=self.digest,
            )


def read_receipt(data: bytes) -> Receipt:
    """The receipt that a file says."""
    said = parsed(data.strip(), "回执")
    if said.pop("format", None) != FORMAT or said.pop("version", None) != 1:
        raise Malformed("这不是投标回执，或者是这里不认识的版本", "请从系统里重新下载回执")
    try:
        receipt = Receipt(label=Label.from_json(said.pop("label")), **said)
    except (KeyError, TypeError) as error:
        raise Malformed("回执缺了内容，或者多了内容", "请从系统里重新下载回执") from error
    is_dated = is_moment(receipt.received_at) and is_line(receipt.number, LONGEST_NUMBER)
    if not is_dated or not DIGEST.fullmatch(str(receipt.digest)):
        raise Malformed("回执上的编号、时间或者摘要读不懂", "请从系统里重新下载回执")
    return receipt
