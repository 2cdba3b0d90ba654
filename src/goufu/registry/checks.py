"""Validation of phone and identity numbers, with a refusal that names the fault."""

from __future__ import annotations

import re

from stdnum.cn import ric
from stdnum.exceptions import InvalidChecksum, InvalidFormat, InvalidLength, ValidationError

from goufu.core.errors import Refusal
from goufu.core.personal import Personal

_WRONG_IDENTITY = {
    InvalidLength: "身份证号码是18位，填的不是18位",
    InvalidFormat: "身份证号码的前17位是数字，最后一位是数字或 X",
    InvalidChecksum: "身份证号码的校验位不对，多半是有一位写错了",
}


def username_of(text: str) -> str:
    return text.strip().lower()


def phone_of(text: str) -> Personal:
    """The mobile number, or an empty value. Raises Refusal."""
    digits = re.sub(r"[\s-]", "", text).removeprefix("+86")
    if digits and not re.fullmatch(r"1[3-9][0-9]{9}", digits):
        raise Refusal("手机号码是11位数字，以1开头", "请检查是不是少写或多写了一位", field="phone")
    return Personal(digits)


def identity_number_of(text: str) -> Personal:
    """The identity number, or an empty value. Raises Refusal."""
    number = ric.compact(text).upper()
    if not number:
        return Personal()
    try:
        ric.validate(number)
    except ValidationError as error:
        what = _WRONG_IDENTITY.get(type(error), "身份证号码里的地区或出生日期不对")
        raise Refusal(what, "请对照证件改正", field="identity_number") from error
    return Personal(number)
