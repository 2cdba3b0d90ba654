"""The rulebook's TOML files, read so that each error message names the file."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from goufu.compiled import parsed_toml
from goufu.law.model import RulebookError


def read(path: Path) -> dict[str, Any]:
    try:
        document: dict[str, Any] = parsed_toml(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise RulebookError(f"{path.name}：不是正确的 TOML：{error}") from error
    return document


class Table:
    """A TOML table that knows its file, so that error messages can name it."""

    def __init__(self, path: Path, raw: Mapping[str, Any]) -> None:
        self.path = path
        self.raw = _Required(path, raw)

    def text(self, key: str, default: str | None = None) -> str:
        value = self.raw[key] if default is None else self.raw.get(key, default)
        if not isinstance(value, str):
            raise RulebookError(f"{self.path.name}：{key} 应当是文字")
        return value.strip()

    def decimal(self, key: str) -> Decimal:
        try:
            return Decimal(self.text(key))
        except InvalidOperation as error:
            raise RulebookError(f"{self.path.name}：{key} 不是数：{self.raw[key]}") from error

    def list(self, key: str) -> list[Table]:
        return [Table(self.path, entry) for entry in self.raw.get(key, [])]

    def same_as_file(self, key: str) -> str:
        if self.text(key) != self.path.stem:
            raise RulebookError(f"{self.path.name}：{key} 应当和文件名相同")
        return self.text(key)


class _Required(dict[str, Any]):
    def __init__(self, path: Path, raw: Mapping[str, Any]) -> None:
        super().__init__(raw)
        self.path = path

    def __missing__(self, key: str) -> Any:
        raise RulebookError(f"{self.path.name}：缺少 {key}")
