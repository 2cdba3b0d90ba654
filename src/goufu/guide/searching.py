"""Chapters in the search of the head."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from goufu.core.search import SHOWN, Found, Hit
from goufu.guide.chapters import Chapter, Part, anchor, chapters


def chapters_with(text: str) -> list[tuple[Chapter, Part]]:
    """The parts of chapters that contain each of the words; those with all of them in the title come first."""
    words = text.casefold().split()
    found = [
        (chapter, part)
        for chapter in chapters().values()
        for part in chapter.parts
        if all(word in f"{chapter.title} {part.title} {part.text}".casefold() for word in words)
    ]
    return sorted(found, key=lambda each: not all(word in each[1].title.casefold() for word in words))


def search(agent: Any, text: str) -> Found:
    """What the guide says of it; everybody may read it."""
    found = chapters_with(text)
    return Found(_("使用指南"), [_hit(*each) for each in found[:SHOWN]], len(found), order=70)


def _hit(chapter: Chapter, part: Part) -> Hit:
    url = reverse("guide:chapter", args=[chapter.name])
    if part is chapter.parts[0]:
        return Hit(part.title, url)
    return Hit(part.title, f"{url}#{anchor(part.title)}", chapter.title)
