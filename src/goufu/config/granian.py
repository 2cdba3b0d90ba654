"""Granian with Django loaded before its processes are forked: they share its memory, and their first page is as fast as any.

`python -m goufu.config.granian …` takes granian's own options. It listens once OPEN is read from its standard input, so that
it loads while the database is prepared; what fails until then is told only then, since it may be what the preparing tells too.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

OPEN = b"\n"
# Objects more until garbage is looked for: Python's 700 are fewer than a page makes, of which next to none is garbage.
COLLECTED_EVERY = 20_000


def warm() -> None:
    """Loads what every page needs: modules, addresses, templates, translations, the rulebook and its query.

    Neither the database nor the static files are ready: nothing that looks at them is made, such as middleware.
    """
    import django
    from django.conf import settings
    from django.template import engines
    from django.urls import get_resolver
    from django.utils import translation
    from django.utils.module_loading import import_string

    django.setup(set_prefix=False)
    from goufu.core.fact_views import stages_with_facts
    from goufu.core.opinion import compose
    from goufu.core.rooms import rooms
    from goufu.law.load import load_rulebook

    for middleware in settings.MIDDLEWARE:
        import_string(middleware)
    load_rulebook()
    for stage in stages_with_facts():
        compose(stage)
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            translation.gettext("")
            get_resolver().reverse_dict  # noqa: B018, worked out when it is first asked for, in each language
    for room in rooms():
        folder = Path(room.path, "templates")
        for template in folder.rglob("*.html"):
            engines["django"].get_template(str(template.relative_to(folder)))


def keep_loaded() -> None:
    """Takes what is loaded out of the collector's sight, so that it writes to no page that processes share, and calls it less."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(COLLECTED_EVERY)


def _loaded() -> Callable[[], None]:
    """Granian's entrance, with everything loaded."""
    from granian.cli import entrypoint

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "goufu.config.settings")
    warm()
    return entrypoint


def main() -> None:
    try:
        enter = _loaded()
    finally:
        if sys.stdin.buffer.read(len(OPEN)) != OPEN:
            sys.exit()  # preparing failed, and has said why
    import_module("goufu.config.asgi")  # its middleware lists the static files
    keep_loaded()
    enter()


if __name__ == "__main__":
    main()
