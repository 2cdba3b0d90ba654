"""Errors that stop a list from being checked, with messages for the person who uploaded it."""

from __future__ import annotations

from goufu.files.errors import ListError

__all__ = ["ColumnQuestion", "ListError", "UnitQuestion"]


class UnitQuestion(ListError):
    """The unit of some money columns can't be determined. `headers` are theirs, as written in the list."""

    def __init__(self, headers: tuple[str, ...], examples: tuple[str, ...]) -> None:
        names = "、".join(f"“{header}”" for header in headers)
        super().__init__(
            f"看不出{names}的单位是元还是万元，例如 {'、'.join(examples)}",
            "表头、标题和单元格里都没有写单位",
            "请在表头写明单位，如“预算金额（万元）”，或者直接指定单位：元、千元、万元、百万元或亿元",
        )
        self.headers = headers
        self.examples = examples


class ColumnQuestion(ListError):
    """Several columns may be one fact and say different things. `fact` is its name; `letters` and `headers` are theirs."""

    def __init__(
        self,
        fact: str,
        title: str,
        letters: tuple[str, ...],
        headers: tuple[str, ...],
        examples: tuple[str, ...],
    ) -> None:
        names = "、".join(
            f"{letter}列“{_one_line(header)}”" for letter, header in zip(letters, headers, strict=True)
        )
        super().__init__(
            f"{names}都像是“{title}”，内容不同，不知道该读哪一列",
            "表头",
            "请指定读哪一列；或者在表里只留一列，给别的列改名",
        )
        self.fact = fact
        self.letters = letters
        self.headers = headers
        self.examples = examples


def _one_line(header: str) -> str:
    return header.replace("\n", " ")
