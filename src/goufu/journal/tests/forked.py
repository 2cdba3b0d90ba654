"""What processes that tests fork know already: loaded once by the server from which they are forked."""

from __future__ import annotations

from importlib import import_module

import django
import pytest
from django.conf import settings

from goufu.law.load import load_rulebook

__all__ = ["pytest"]  # test modules import it

django.setup()
import_module(settings.ROOT_URLCONF)
load_rulebook()
