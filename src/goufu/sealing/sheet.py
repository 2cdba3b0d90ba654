"""The sealing sheet of a procurement: what a bidder needs to seal, public, and known by its digest, which stands in the notice."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from typing import Any

from goufu.sealing.encoding import canonical, is_moment, parsed, sm3
from goufu.sealing.errors import Malformed, Mismatch
from goufu.sealing.groups import groups
from goufu.sealing.label import NOBODY, REHEARSAL, Label, is_line
from goufu.sealing.suites import suite_named

FORMAT = "goufu-sheet"
LONGEST_TEXT = 500
FINGERPRINT = re.compile(r"[0-9A-F]{4}( [0-9A-F]{4}){3}")
_CALLED = "封标说明"


def fingerprint(public: str) -> str:
    """What people compare of a public key: 64 bits of its SM3, as four groups of four figures."""
    figures = sm3(public.encode())[:16].upper()
    return " ".join(figures[start : start + 4] for start in range(0, 16, 4))


@dataclass(frozen=True)
class Custodian:
    """Who holds one of the keys."""

    name: str
    body: str
    public: str


@dataclass(frozen=True)
class Sheet:
    """A sealing sheet (`*.gsheet.json`). deadline: in UTC; needed: how many custodians open together; suite: its name."""

    procurement: str
    title: str
    lots: tuple[str, ...]
    kinds: tuple[str, ...]
    deadline: str
    needed: int
    custodians: tuple[Custodian, ...]
    suite: str

    def __post_init__(self) -> None:
        suite = suite_named(self.suite)
        groups(len(self.custodians), self.needed)
        for each in self.custodians:
            suite.check_public(each.public)
        if len({each.public for each in self.custodians}) != len(self.custodians):
            raise Malformed("两位保管人用同一把钥匙", "请每人各做一把：goufu keys new")
        if not is_moment(self.deadline) or not self.lots or not self.kinds:
            raise Malformed("封标说明缺少截止时间、包号或者信封种类", "请向采购人再要一份")
        for lot in self.lots:
            Label(self.procurement, lot, NOBODY, self.kinds[0], 1)
        for kind in self.kinds:
            Label(self.procurement, self.lots[0], NOBODY, kind, 1)
        self._check_texts()

    def _check_texts(self) -> None:
        """Refuses texts that could write over what stands beside them on a screen: people compare the fingerprints there."""
        for text in (self.title, *(said for each in self.custodians for said in (each.name, each.body))):
            if not is_line(text, LONGEST_TEXT):
                raise Malformed(
                    "封标说明里的名称“%(text)s”不是一行看得见的文字，或者太长",
                    "请从采购公告重新下载",
                    text=ascii(text)[:80],
                )

    def fingerprints(self) -> list[str]:
        return [fingerprint(each.public) for each in self.custodians]

    def as_json(self) -> dict[str, Any]:
        said = asdict(self)
        custodians = [asdict(each) for each in self.custodians]
        return {
            **said,
            "lots": list(self.lots),
            "kinds": list(self.kinds),
            "custodians": custodians,
            "format": FORMAT,
            "version": 1,
        }

    def digest(self) -> str:
        """The SM3 of what the sheet says: it stands in the notice, and in every envelope sealed by the sheet."""
        return sm3(canonical(self.as_json()))

    def as_bytes(self) -> bytes:
        return canonical({**self.as_json(), "digest": self.digest()})

    def must_take(self, label: Label) -> None:
        """Refuses a label that the procurement doesn't have."""
        if label.procurement != self.procurement:
            raise Mismatch(
                "信封写的是 %(found)s，封标说明是 %(wanted)s 的",
                "请用这次采购的封标说明",
                found=label.procurement,
                wanted=self.procurement,
            )
        if label.kind == REHEARSAL:
            return
        if label.lot not in self.lots or label.kind not in self.kinds:
            raise Mismatch(
                "这次采购没有 %(lot)s 包的 %(kind)s 信封，有的包是 %(lots)s，有的信封是 %(kinds)s",
                "请改正包号和种类",
                lot=label.lot,
                kind=label.kind,
                lots="、".join(self.lots),
                kinds="、".join(self.kinds),
            )

    def must_have_sealed(self, core: dict[str, Any]) -> None:
        """Refuses the core of an envelope that was sealed by another sheet, or for other keys."""
        found = (core["sheet"], core["custodians"], core["needed"], core["suite"])
        if found != (self.digest(), self.fingerprints(), self.needed, self.suite):
            raise Mismatch(
                "这个信封不是按这次采购的封标说明封的：它用的说明摘要是 %(found)s，应是 %(wanted)s",
                "请投标人从采购公告下载封标说明，重新封",
                found=core["sheet"],
                wanted=self.digest(),
            )


def read_sheet(data: bytes) -> Sheet:
    """The sheet that a file says, its digest recomputed."""
    said = parsed(data.strip(), _CALLED)
    digest = said.pop("digest", None)
    if said.pop("format", None) != FORMAT or said.pop("version", None) != 1:
        raise Malformed("这不是封标说明（.gsheet.json），或者是这里不认识的版本", "请从采购公告下载")
    try:
        said["custodians"] = tuple(Custodian(**each) for each in said["custodians"])
        said["lots"], said["kinds"] = tuple(said["lots"]), tuple(said["kinds"])
        sheet = Sheet(**said)
    except (KeyError, TypeError) as error:
        raise Malformed("封标说明缺了内容，或者多了内容", "请从采购公告重新下载") from error
    if sheet.digest() != digest:
        raise Malformed("封标说明的摘要对不上，内容改过", "请从采购公告重新下载，并核对公告里的摘要")
    return sheet
