"""Errors of the catalogue; each message says what is wrong and what to do."""

from __future__ import annotations


class CatalogueError(Exception):
    """Base class of the catalogue's errors."""


class UnknownEntryError(CatalogueError):
    """The edition has no entry with this code."""

    def __init__(self, code: str, edition_title: str) -> None:
        super().__init__(
            f"《{edition_title}》中没有条目“{code}”。请查编码或名称；目录外确需购买的，先报财政部门。"
        )
        self.code = code


class UnknownItemError(CatalogueError):
    """Class C has no procurement item with this code."""

    def __init__(self, code: str) -> None:
        self.why, self.remedy = (
            f"政府采购品目服务类（2022年）中没有编码“{code}”",
            "品目编码是C加八位数字，请核对",
        )
        super().__init__(f"{self.why}。{self.remedy}。")
        self.code = code


class NoEditionError(CatalogueError):
    """No edition of the catalogue was in force on that day."""

    def __init__(self, day: str, first_day: str) -> None:
        super().__init__(
            f"{day}没有可用的指导性目录：现有版次从{first_day}起算，此前是旧的六类目录。请按当时的目录人工核对。"
        )
