"""The ASGI application that the web server calls: Django in a few threads, behind the Receiver."""

from __future__ import annotations

import multiprocessing
import os
from typing import Any, cast

from a2wsgi import WSGIMiddleware
from django.conf import settings
from django.core.wsgi import get_wsgi_application

from goufu.config.processes import THREADS
from goufu.config.receive import Receiver
from goufu.files.parent import end_with_parent

if multiprocessing.parent_process():  # one of granian's workers, which would outlive a granian that is killed
    end_with_parent()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "goufu.config.settings")
application = Receiver(
    WSGIMiddleware(cast("Any", get_wsgi_application()), workers=THREADS),
    most_bytes=settings.UPLOAD_LIMIT_BYTES,
    stalled_after_seconds=settings.STALLED_AFTER_SECONDS,
)
