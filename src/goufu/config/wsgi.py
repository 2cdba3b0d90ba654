"""What the web server calls."""

from __future__ import annotations

import multiprocessing
import os

from django.core.wsgi import get_wsgi_application

from goufu.config.processes import end_with_parent

if multiprocessing.parent_process():  # one of granian's workers, which would outlive a granian that is killed
    end_with_parent()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "goufu.config.settings")
application = get_wsgi_application()
