"""What commands that ask the law share: days, places, budget levels and faults on the command line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import click

from goufu.law.load import load_rulebook
from goufu.law.model import RulebookError


class DayParameter(click.ParamType[date]):
    """A day such as 2026-11-23."""

    name = "日期"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            self.fail(f"“{value}”不是日期。请写成 2026-11-23 的样子。", param, ctx)


class PlaceParameter(click.ParamType[str]):
    """A place code of six digits, or of the first two or four of them."""

    name = "区划"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        if not re.fullmatch(r"[1-9][0-9](?:[0-9]{2}){0,2}", str(value)):
            self.fail(f"“{value}”不是行政区划代码。请写六位数字，如 410100。", param, ctx)
        return str(value).ljust(6, "0")


class LevelParameter(click.ParamType[str]):
    """A budget level, by its Chinese name or its code."""

    name = "级次"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        levels = load_rulebook().stages["plan"].facts["level"].choices
        code = next((code for code, label in levels.items() if value in (code, label)), None)
        if code is None:
            self.fail(f"没有级次“{value}”，可用的有：{'、'.join(levels.values())}", param, ctx)
        return code


@contextmanager
def told_what_is_wrong() -> Iterator[None]:
    """A context in which a RulebookError becomes an error of the command line, without a traceback."""
    try:
        yield
    except RulebookError as error:
        raise click.ClickException(str(error)) from error
