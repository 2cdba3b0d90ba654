"""Validation of a body beyond its own columns; each refusal names its field."""

from __future__ import annotations

import re
from datetime import date

from goufu import wall_clock
from goufu.core.errors import Refusal
from goufu.core.permissions import Permission
from goufu.core.principal import Principal
from goufu.registry.credit_codes import fault_of, fault_with_kind
from goufu.registry.models import Body, Place
from goufu.registry.models.bodies import OUTSIDE_THE_BUDGET, TELEPHONE
from goufu.registry.queries.designations import of_codes
from goufu.registry.queries.places import ended_in_words

RANKS = ("central", "province", "city", "county", "township")


def refuse_wrong(body: Body, by: Principal, *, was: Body | None = None) -> None:
    """Raises Refusal for the first fault.

    was: the body as stored. It may stay as it is in a place that has ended, and without a finance office.
    """
    if body.credit_code:
        refuse_wrong_code(body)
        refuse_taken_code(body, by)
    if not body.place.is_current and (was is None or body.place_id != was.place_id):
        raise Refusal(*ended_in_words(body.place), field="place")
    if why := fault_of_level(body.kind, body.level, body.place):
        raise Refusal(*why, field="level")
    if why := fault_of_size(body):
        raise Refusal(*why, field="size")
    if why := fault_of_founding(body.founded_on):
        raise Refusal(*why, field="founded_on")
    if body.parent and not body.parent.is_active:
        raise Refusal(f"{body.parent.name}已经停用", "请选择正常的上级单位", field="parent")
    if body.office and body.office != body and (why := fault_of_office(body, body.office)):
        raise Refusal(*why, field="office")
    if (why := fault_of_no_office(body)) and not (was and fault_of_no_office(was)):
        raise Refusal(*why, field="office")


def refuse_wrong_code(body: Body) -> None:
    assert body.credit_code
    fault = fault_of(body.credit_code) or fault_with_kind(
        body.credit_code, body.kind, body.get_kind_display()
    )
    if fault:
        raise Refusal(*fault, field="credit_code")


def refuse_taken_code(body: Body, by: Principal) -> None:
    """Refuses a credit code that another body has or had, since a code is issued only once."""
    number = of_codes([body.credit_code or ""]).get(body.credit_code or "", body.pk)
    if number != body.pk and (other := Body.objects.filter(pk=number).first()):
        raise Refusal(*taken_in_words(other, by), field="credit_code")


def refuse_taken_name(body: Body, by: Principal) -> None:
    """Refuses the name of another body in the place, however it is written, unless both have credit codes.

    A body that was merged or split leaves its name free.
    """
    same = Body.objects.filter(name__folded=body.name, place=body.place, successions=None).exclude(pk=body.pk)
    if body.credit_code:
        same = same.filter(credit_code=None)
    if other := same.first():
        raise Refusal(
            *same_name_in_words(other if by.may_on(Permission.SEE_BODIES, other) else None), field="name"
        )


def same_name_in_words(other: Body | None) -> tuple[str, str]:
    """The refusal for a name of another body, which is given if the agent may see it."""
    called = f"：{other.name}{'' if other.is_active else '（已停用）'}" if other else ""
    return (
        f"这个区划里已经登记了同名的单位{called}",
        "是同一个单位，就不用再登记；不是同一个，请两个都填统一社会信用代码",
    )


def taken_in_words(other: Body, by: Principal) -> tuple[str, str]:
    """The refusal for a credit code of another body, which is named if the agent may see it."""
    if by.may_on(Permission.SEE_BODIES, other):
        closed = "" if other.is_active else "（已停用）"
        return (
            f"这个统一社会信用代码已经登记在{other.name}{closed}名下",
            "请核对代码；是同一个单位，就不用再登记",
        )
    return "这个统一社会信用代码已经登记在另一个单位名下", "请核对代码；需要查看那个单位，请联系安全管理员"


def fault_of_level(kind: str, level: str, place: Place) -> tuple[str, str] | None:
    """The fault of a level, or None: a place may be below the body's level (a ministry's office), never above."""
    if not level:
        return None if kind in OUTSIDE_THE_BUDGET else ("没有填写预算级次", "预算单位要填写预算级次")
    lowest_above = min(RANKS.index(level), RANKS.index("county"))
    if RANKS.index(place.level) >= lowest_above or (level == "township" and place.level == "city"):
        return None
    return (
        f"{place.name}是{place.get_level_display()}的区划，单位不能是{_word(level)}的",
        "请改选单位实际所在的区划，或者改预算级次",
    )


def fault_of_size(body: Body) -> tuple[str, str] | None:
    if body.size and body.kind != "enterprise":
        return "只有企业填写规模", "请清空规模，或者把类别改为企业"
    return None


def fault_of_founding(day: date | None) -> tuple[str, str] | None:
    if day and day > wall_clock.today():
        return "成立日期在今天以后", "请对照证书核对"
    return None


def fault_of_head(body: Body) -> tuple[str, str]:
    """The fault of a person in charge of a body that can't be a provider, and so has no file."""
    return (
        f"{body.get_kind_display()}没有承接主体档案，不登记负责人",
        "请清空负责人；类别选错了的，改为能承接的类别",
    )


def fault_of_telephone(said: str) -> tuple[str, str] | None:
    if said and not re.match(TELEPHONE, said):
        return "办公电话只有数字、空格、+、-和括号", "请填办公室的电话，如 0871-65556666"
    return None


def fault_of_office(body: Body, office: Body) -> tuple[str, str] | None:
    """The fault of a finance office, or None: it must be of the body's level and place, or a township's county."""
    if not office.is_finance_office:
        return f"{office.name}不是财政部门", "请选择本级的财政部门"
    if not office.is_active:
        return f"{office.name}已经停用", "请选择正常的财政部门"
    levels = {body.level, "county"} if body.level == "township" else {body.level}
    if body.level and office.level not in levels:
        return (
            f"{office.name}是{office.get_level_display()}的财政部门，单位是{body.get_level_display()}的",
            "请选择同级的财政部门",
        )
    if not body.place.code.startswith(office.place.prefix):
        return f"{office.name}在{office.place.name}，不管{body.place.name}的单位", "请选择本地的财政部门"
    return None


def fault_of_no_office(body: Body) -> tuple[str, str] | None:
    """The fault of a state organ without a finance office, or None.

    Demanded at the level of its place, where it is registered before those that it pays for; an organ of a higher level
    in the place, such as a county's tax bureau, has its finance office elsewhere.
    """
    is_at_home = body.level in (body.place.level, "township")
    if body.kind != "state_organ" or body.is_finance_office or body.office or not is_at_home:
        return None
    return (
        f"{body.name}是国家机关，没有填写主管财政部门",
        "请填写本级财政部门的全称；还没有登记的，先登记它；"
        "这个单位自己就是财政部门的，在网页上勾选，在表里填本单位的名称",
    )


def _word(level: str) -> str:
    return str(Body(level=level).get_level_display())
