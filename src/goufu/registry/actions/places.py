"""Actions on the administrative tree: a place is opened, renamed, given another code, or merged into another.

Years are those of the yearly tables: a change holds from the first table that shows it.
"""

from __future__ import annotations

from uuid import UUID

from goufu.core.action import Action, action
from goufu.core.errors import Refusal
from goufu.core.permissions import Permission
from goufu.registry.agents import Agent
from goufu.registry.models import Place
from goufu.registry.models.places import CENTRE, level_of
from goufu.registry.queries.places import ended_in_words, place_on


def open_place(
    *, by: Agent, code: str, name: str, parent: Place, year: int, once: UUID | None = None
) -> Place:
    """Adds a place from that year on. Raises Refusal when the code does not fit below the parent or is taken."""
    with action("registry.place.opened", Permission.KEEP_PLACES, by=by, once=once) as act:
        act.allow_anywhere()
        above = act.lock(Place.objects.select_related("successor"), parent.pk)
        _refuse_ended(above, "parent")
        _refuse_misplaced(code, above)
        _refuse_taken(code, year)
        made = act.create(
            Place(
                code=code, name=name, level=level_of(code), parent=above, listed_from=year, listed_until=None
            )
        )
        act.set_subject(made)
        act.log(**{"place.code": code, "place.name": name}, year=year)
        return made


def change_place(
    *, by: Agent, place: Place, version: int, code: str, name: str, year: int, once: UUID | None = None
) -> Place:
    """Gives a place another name or code from that year on: the old row ends, and a new one succeeds it.

    Places below move along in the tree; their codes are changed one by one, as the tables show them.
    """
    with action("registry.place.changed", Permission.KEEP_PLACES, by=by, once=once) as act:
        old = _lock(act, place, version)
        if (code, name) == (old.code, old.name):
            raise Refusal("名称和代码都没有变", "请填写新的名称或者新的代码", field="name")
        if old.parent:
            _refuse_misplaced(code, old.parent)
        _end(act, old, year)
        _refuse_taken(code, year)
        new = act.create(
            Place(code=code, name=name, level=level_of(code), parent=old.parent, listed_from=year)
        )
        act.change(old, successor=new)
        act.update_all(Place.objects.filter(parent=old, listed_until=None), parent=new)
        act.log(**{"place.code": code, "place.name": name}, year=year)
        return new


def merge_place(
    *, by: Agent, place: Place, version: int, into: Place, year: int, once: UUID | None = None
) -> Place:
    """Merges a place into another from that year on; for one that has ended, only the successor is stored."""
    with action("registry.place.merged", Permission.KEEP_PLACES, by=by, once=once) as act:
        old = _lock(act, place, version)
        heir = Place.objects.select_related("successor").get(pk=into.pk)
        _refuse_ended(heir, "into")
        if heir.pk == old.pk:
            raise Refusal("不能并入自己", "请选择并入的另一个区划", field="into")
        _refuse_with_children(old)
        if old.is_current:
            _end(act, old, year)
        elif old.successor_id:
            raise Refusal(*ended_in_words(old))
        act.change(old, successor=heir)
        act.log(year=year)
        return old


def _lock(act: Action, place: Place, version: int) -> Place:
    act.allow_anywhere()
    locked = act.lock(Place.objects.select_related("parent", "successor"), place.pk, version=version)
    if locked.code == CENTRE:
        raise Refusal("全国这一级不能改", "请选择省级以下的区划")
    return locked


def _end(act: Action, place: Place, year: int) -> None:
    if not place.is_current:
        raise Refusal(*ended_in_words(place))
    if year <= place.listed_from:
        raise Refusal(
            f"{place.name}从{place.listed_from}年的代码表开始启用，变动的年份要晚于这一年",
            f"请填写{place.listed_from + 1}年或者以后",
            field="year",
        )
    act.change(place, listed_until=year - 1)


def _refuse_with_children(place: Place) -> None:
    below = list(Place.objects.filter(parent=place, listed_until=None).order_by("code")[:4])
    if below:
        named = "、".join(each.name for each in below[:3]) + ("等" if len(below) > 3 else "")
        raise Refusal(f"{place.name}下面还有{named}", "请先办理这些区划的变动")


def _refuse_ended(place: Place, field: str) -> None:
    if not place.is_current:
        raise Refusal(*ended_in_words(place), field=field)


def _refuse_misplaced(code: str, parent: Place) -> None:
    """Refuses a code that is not six digits or does not fit below the parent."""
    if len(code) != 6 or not code.isascii() or not code.isdigit() or code[0] == "0":
        raise Refusal("行政区划代码是六位数字", "请对照公布的代码填写", field="code")
    ranks = ["central", "province", "city", "county"]
    if not code.startswith(parent.prefix) or ranks.index(level_of(code)) <= ranks.index(parent.level):
        raise Refusal(
            f"代码 {code} 不在{parent.name}（{parent.code}）之下", "请核对代码，或者改选上级", field="code"
        )


def _refuse_taken(code: str, year: int) -> None:
    taken = place_on(code, year) or Place.objects.filter(code=code, listed_from__gte=year).first()
    if taken:
        raise Refusal(f"代码 {code} 在 {year} 年是{taken.name}", "请核对代码和年份", field="code")
