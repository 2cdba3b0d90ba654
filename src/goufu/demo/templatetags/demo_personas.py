"""The people as whom one can sign in, and the lists that they have had checked."""

from __future__ import annotations

from django import template

from goufu.check.uploaded_list import UploadedList
from goufu.demo import lists
from goufu.demo.personas import Personas, personas

register = template.Library()


@register.simple_tag
def all_personas(words: str) -> list[Personas]:
    return personas(words)


@register.simple_tag
def checked_lists() -> list[UploadedList]:
    return lists.checked_lists()
