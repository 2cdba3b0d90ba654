"""What all pages of an uploaded list have in common."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from goufu.check.tasks import lists_folder
from goufu.check.uploaded_list import NoSuchList, UploadedList

ListView = Callable[..., HttpResponse]


def for_uploaded_list(view: ListView) -> ListView:
    """A decorator that passes the uploaded list; unknown or expired: 404 page. Responses are never cached."""

    @never_cache
    @wraps(view)
    def find(request: HttpRequest, token: str, **given: Any) -> HttpResponse:
        try:
            return view(request, UploadedList.open(lists_folder(), token), **given)
        except NoSuchList as gone:
            return render(request, "check/gone.html", {"gone": gone}, status=404)

    return find
