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
    """Which column is a fact is open. `fact` is its name; `letters` and `headers` are those of the columns that may be it.

    `examples`: the first text of each; `hidden`: the letters of those that nobody sees in the file.
    """

    def __init__(
        self,
        fact: str,
        what: str,
        letters: tuple[str, ...],
        headers: tuple[str, ...],
        examples: tuple[str, ...],
        remedy: str,
        hidden: tuple[str, ...] = (),
    ) -> None:
        super().__init__(what, "表头", remedy)
        self.fact = fact
        self.letters = letters
        self.headers = headers
        self.examples = examples
        self.hidden = hidden
