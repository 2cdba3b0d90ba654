"""What an action refuses, as people read it: what is wrong, where, under which article, and what to do."""

from __future__ import annotations

from collections.abc import Sequence

from goufu.law.cards import Card


class Refusal(Exception):
    """Not done, and nothing was changed. `field` names the form's field where it is wrong, '' for the whole."""

    status = 422

    def __init__(self, what: str, remedy: str = "", *, field: str = "", articles: Sequence[str] = ()) -> None:
        super().__init__(what)
        self.what = what
        self.remedy = remedy
        self.field = field
        self.articles = tuple(articles)  # as the rulebook refers to them: order-102:10.3


class UnreadableInput(Refusal):
    """What was sent can't be what anybody meant; nothing was looked at."""

    status = 400


class NotFound(Refusal):
    """There is none, or this person may not know of it: the answer is the same."""

    status = 404

    def __init__(self) -> None:
        super().__init__("没有这项内容，或者您无权查看", "请核对地址；需要查看，请联系安全管理员")


class NotAllowed(Refusal):
    """The person may see it, and may not do this."""

    status = 403


class Stale(Refusal):
    """Somebody else changed it since the page was opened."""

    status = 409

    def __init__(self, by: str, at: str) -> None:
        super().__init__(
            f"您打开这一页以后，{by}在{at}改动过这项内容", "您填的内容还在下面；请对照最新内容改好后再提交"
        )


class AlreadyDone(Exception):
    """The same form has arrived before: no harm, and here is what came of it."""

    def __init__(self, object_type: str, object_id: str) -> None:
        super().__init__(f"这份表单已经提交过：{object_type} {object_id}")
        self.object_type = object_type
        self.object_id = object_id


class AgainstTheLaw(Refusal):
    """Rules that block are not met; the cards say which, on what facts, and who may waive."""

    def __init__(self, cards: Sequence[Card]) -> None:
        super().__init__(cards[0].message, cards[0].remedy)
        self.cards = tuple(cards)


class OutOfOrder(RuntimeError):
    """A fault of the program: an action took its steps in another order than all actions do."""
