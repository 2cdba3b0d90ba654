"""The people as whom one can sign in, and the lists that they have had checked."""

from __future__ import annotations

from django import template

from goufu.check.uploaded_list import UploadedList
from goufu.demo import lists, starting
from goufu.demo.personas import Personas, personas
from goufu.demo.starting import Start

register = template.Library()


@register.simple_tag
def all_personas(words: str) -> list[Personas]:
    return personas(words)


@register.simple_tag
def starts() -> list[Start]:
    return starting.starts()


@register.simple_tag
def checked_lists() -> list[UploadedList]:
    return lists.checked_lists()
