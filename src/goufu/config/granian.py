"""Granian with Django loaded before its processes are forked: they share its memory, and their first page is as fast as any.

`python -m goufu.config.granian …` takes granian's own options.
"""

from __future__ import annotations

import gc
from pathlib import Path


def warm() -> None:
    """Loads what every page needs: modules, addresses, templates, translations and the rulebook; no database yet."""
    from django.conf import settings
    from django.template import engines
    from django.urls import get_resolver
    from django.utils import translation

    import goufu.config.asgi  # noqa: F401, sets Django up
    from goufu.core.rooms import rooms
    from goufu.law.load import load_rulebook

    load_rulebook()
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            translation.gettext("")
            get_resolver().reverse_dict  # noqa: B018, worked out when it is first asked for, in each language
    for room in rooms():
        folder = Path(room.path, "templates")
        for template in folder.rglob("*.html"):
            engines["django"].get_template(str(template.relative_to(folder)))


if __name__ == "__main__":
    from granian.cli import entrypoint

    warm()
    gc.collect()
    gc.freeze()  # so that a collection in a process writes to no page that it shares
    entrypoint()  # type: ignore[no-untyped-call]
