"""The WSGI application that the web server calls."""

from __future__ import annotations

import multiprocessing
import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from goufu.config.processes import THREADS
from goufu.config.receive import Receiver
from goufu.files.parent import end_with_parent

if multiprocessing.parent_process():  # one of granian's workers, which would outlive a granian that is killed
    end_with_parent()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "goufu.config.settings")
application = Receiver(
    get_wsgi_application(), at_a_time=max(1, THREADS - 2), most_bytes=settings.UPLOAD_LIMIT_BYTES
)
