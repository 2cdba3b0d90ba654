"""Refusals of actions: what is wrong, in which field, under which articles, and the remedy; each has an HTTP status."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from goufu.law.cards import Card


class Refusal(Exception):
    """The action was refused and nothing was changed. `field` names the form's wrong field, '' for the whole.

    `also`: what else stands in the way, so that nobody meets one reason after the other.
    """

    status = 422
    also: tuple[Refusal, ...] = ()

    def __init__(self, what: str, remedy: str = "", *, field: str = "", articles: Sequence[str] = ()) -> None:
        super().__init__(what)
        self.what = what
        self.remedy = remedy
        self.field = field
        self.articles = tuple(articles)  # as the rulebook refers to them: order-102:10.3


class UnreadableInput(Refusal):
    """The input can't be parsed at all; nothing was looked up."""

    status = 400


class NotFound(Refusal):
    """The thing does not exist, or the person may not know of it: the answer is the same."""

    status = 404

    def __init__(self) -> None:
        super().__init__("没有这项内容，或者您无权查看", "请核对地址；需要查看，请联系安全管理员")


class NotAllowed(Refusal):
    """The person may see the thing, but lacks the permission for this action."""

    status = 403


class Stale(Refusal):
    """Somebody else changed the thing after the page was opened."""

    status = 409

    def __init__(self, by: str, at: str) -> None:
        super().__init__(
            f"您打开这一页以后，{by}在{at}改动过这项内容", "您填的内容还在下面；请对照最新内容改好后再提交"
        )


class AlreadyDone(Exception):
    """The form was received before: nothing is done again; the object of the first execution is named."""

    def __init__(self, object_type: str, object_id: str) -> None:
        super().__init__(f"这份表单已经提交过：{object_type} {object_id}")
        self.object_type = object_type
        self.object_id = object_id


class AgainstTheLaw(Refusal):
    """Blocking rules are not met; each card has the rule, the facts used and who may waive it."""

    def __init__(self, cards: Sequence[Card]) -> None:
        super().__init__(cards[0].message, cards[0].remedy)
        self.cards = tuple(cards)


def refuse_all(refusals: Iterable[Refusal]) -> None:
    """Raises the first of the refusals, which brings the others along; nothing where there are none."""
    if found := list(refusals):
        first, *others = found
        first.also = tuple(others)
        raise first


def refusal_of(check: Callable[[], object]) -> Refusal | None:
    """The refusal that the check raises; None when it raises none."""
    try:
        check()
    except Refusal as refusal:
        return refusal
    return None


class OutOfOrder(RuntimeError):
    """A programming error: an action called its phases in the wrong order."""
