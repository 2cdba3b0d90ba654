"""The ASGI application that the web server calls: Django in a few threads, behind the Receiver."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
from typing import Any, cast

from a2wsgi import WSGIMiddleware
from django.conf import settings
from django.core.wsgi import get_wsgi_application

from goufu.config.processes import THREADS
from goufu.config.receive import Message, Receive, Receiver, Send
from goufu.config.watchdog import give_signs_of_life
from goufu.files.parent import end_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "goufu.config.settings")
_receiver = Receiver(
    WSGIMiddleware(cast("Any", get_wsgi_application()), workers=THREADS),
    most_bytes=settings.UPLOAD_LIMIT_BYTES,
    stalled_after_seconds=settings.STALLED_AFTER_SECONDS,
)


async def application(scope: Message, receive: Receive, send: Send) -> None:
    """Answers a request, or lives through the server's lifespan, giving signs of life."""
    if scope["type"] == "lifespan":
        await _live(receive, send)
    else:
        await _receiver(scope, receive, send)


async def _live(receive: Receive, send: Send) -> None:
    # One of granian's workers would outlive a granian that is killed.
    if multiprocessing.parent_process():
        end_with_parent()
    alive = asyncio.create_task(give_signs_of_life())
    await receive()
    await send({"type": "lifespan.startup.complete"})
    await receive()
    alive.cancel()
    await send({"type": "lifespan.shutdown.complete"})
