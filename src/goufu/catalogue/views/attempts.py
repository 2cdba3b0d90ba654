"""A form that is sent: done, or the same page once more with what is wrong and all that was typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, QueryDict

from goufu.core.errors import AlreadyDone, NotFound, Refusal, Stale
from goufu.law.cards import Cited, cited
from goufu.law.load import load_rulebook
from goufu.ui.forms import Form


def sent(request: HttpRequest) -> QueryDict | None:
    """What was sent, None when the page is only opened."""
    return request.POST if request.method == "POST" else None


class Attempt:
    """Tries an action with a valid form. `articles` are those of the refusal, for the page."""

    def __init__(self) -> None:
        self.articles: tuple[Cited, ...] = ()

    def succeeds(
        self, form: Form, act: Callable[[], Any], version_now: Callable[[], int] | None = None
    ) -> bool:
        """Whether it is done, now or by the same form before. Raises NotFound."""
        try:
            act()
        except AlreadyDone:
            return True
        except NotFound:
            raise
        except Stale as stale:
            form.refuse(stale, version=version_now() if version_now else None)
            return False
        except Refusal as refusal:
            self.articles = articles(refusal.articles)
            form.refuse(refusal)
            return False
        return True


def articles(refs: tuple[str, ...]) -> tuple[Cited, ...]:
    """Articles as people cite them, with the places where they stand."""
    book = load_rulebook()
    return cited([book.cite(ref) for ref in refs], refs)
