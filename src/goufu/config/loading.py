"""What the launcher loads once for all processes that are forked from it: they share its memory, and begin at once.

What a module does at import must bear a fork: no thread, no connection, no event loop.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Callable
from pathlib import Path

# Objects more until garbage is looked for: Python's 700 are fewer than a page makes, of which next to none is garbage.
COLLECTED_EVERY = 20_000


def load(what: Callable[[], None]) -> None:
    """Loads for good, without looking for garbage meanwhile: of what is loaded next to none is."""
    gc.disable()
    what()
    keep_loaded()
    gc.enable()


def load_jobs() -> None:
    """Loads what a worker needs: Django, the rooms, and their jobs."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "goufu.config.settings")
    import django

    django.setup(set_prefix=False)
    import psycopg_pool  # noqa: F401
    from procrastinate.contrib.django import app

    import goufu.config.worker  # noqa: F401
    from goufu.core.office_settings import refuse_faulty

    refuse_faulty()
    app.perform_import_paths()  # type: ignore[no-untyped-call]


def load_pages() -> None:
    """Loads what every page needs: modules, addresses, templates, translations, the rulebook and its query.

    Neither the database nor the static files are ready: nothing that looks at them is made, such as middleware.
    """
    load_jobs()
    import a2wsgi  # noqa: F401
    import granian.cli  # noqa: F401
    from django.conf import settings
    from django.template import engines
    from django.urls import get_resolver
    from django.utils import translation
    from django.utils.module_loading import import_string

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
