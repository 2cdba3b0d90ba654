"""Personal data: encrypted in the database, masked wherever it is shown.

The keys are the installation's (`GOUFU_PERSONAL_KEYS`, or a file in the data folder); the first encrypts, all decrypt.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import models


class Unreadable(Exception):
    """None of the installation's keys opens it."""

    def __init__(self) -> None:
        super().__init__(
            "这项个人信息是用另一把密钥加密的，现有密钥都打不开。请找回原来的 personal_keys 文件。"
        )


class Personal:
    """A phone or identity number. As text it is masked; only `reveal` gives it whole, and that is an action."""

    __slots__ = ("_whole",)

    def __init__(self, whole: str) -> None:
        self._whole = whole

    def __str__(self) -> str:
        return masked(self._whole)

    def __repr__(self) -> str:
        return f"Personal({str(self)!r})"

    def __bool__(self) -> bool:
        return bool(self._whole)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Personal) and self._whole == other._whole

    def __hash__(self) -> int:
        return hash(self._whole)

    def reveal(self) -> str:
        return self._whole


def masked(text: str) -> str:
    """138****5678, 110***********1234: the first three signs and the last four, less of what is short."""
    if len(text) <= 7:
        return "*" * len(text)
    return f"{text[:3]}{'*' * (len(text) - 7)}{text[-4:]}"


class PersonalField(models.TextField):  # type: ignore[type-arg]  # takes no argument while running
    """Text that the database sees only encrypted. It cannot be searched."""

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> Personal | None:
        if not value:
            return None if value is None else Personal("")
        try:
            return Personal(_keys().decrypt(value).decode())
        except InvalidToken as error:
            raise Unreadable from error

    def to_python(self, value: Any) -> Any:
        return value if value is None or isinstance(value, Personal) else Personal(value)

    def get_prep_value(self, value: Any) -> Any:
        if not value:
            return value
        plain = value.reveal() if isinstance(value, Personal) else value
        return _keys().encrypt(plain.encode()).decode()

    def value_to_string(self, obj: models.Model) -> str:
        return str(self.value_from_object(obj))


@cache
def _keys() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.PERSONAL_KEYS])
