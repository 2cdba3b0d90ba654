"""Templates that say nearly the same on every page, rendered once for each language; what is a page's own is put in each time."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.html import conditional_escape as escaped
from django.utils.safestring import SafeString
from django.utils.translation import get_language

_PLACE = "\0"  # in no text: middleware refuses it, and no column keeps it


def kept(template: str, *, same: Mapping[str, Any], own: Mapping[str, Any]) -> SafeString:
    """The template as HTML. same: what it may ask about, hashable; own: texts that it only names, without a filter, in
    its text or between double quotes.
    """
    key = (template, get_language(), settings.ROOT_URLCONF, tuple(same.items()), tuple(own))
    parts = _parts(*key)
    return SafeString("".join(escaped(own[part]) if at % 2 else part for at, part in enumerate(parts)))


@lru_cache(maxsize=512)
def _parts(
    template: str, _language: str, _addresses: str, same: tuple[tuple[str, Any], ...], own: tuple[str, ...]
) -> list[str]:
    """The template cut at the places of what is a page's own: HTML, a name, HTML and so on."""
    places = {name: SafeString(f"{_PLACE}{name}{_PLACE}") for name in own}
    return render_to_string(template, dict(same) | places).split(_PLACE)
