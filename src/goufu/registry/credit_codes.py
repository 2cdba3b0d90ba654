"""The credit code (统一社会信用代码, GB 32100): its form, its check digit, and the registrar of its first digit."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from stdnum.cn.uscc import calc_check_digit

# The library's own check of the form refuses codes that begin with a letter, such as N2… of village collectives.
_LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_MISTAKEN = {"I": "1", "O": "0", "S": "5", "V": "U 或者 Y", "Z": "2"}
_FORM = re.compile(rf"[{_LETTERS}]{{2}}[0-9]{{6}}[{_LETTERS}]{{10}}")

REGISTRARS = {"1": "机构编制部门", "5": "民政部门", "9": "市场监督管理部门"}
# Only kinds with a single registrar; for the others the first digit can't be checked.
_REGISTRAR_OF_KIND = {
    "state_organ": "1",
    "party_organ": "1",
    "cppcc_organ": "1",
    "administrative_institution": "1",
    "public_institution_class_1": "1",
    "public_institution_class_2": "1",
    "association": "5",
    "foundation": "5",
    "social_service_organisation": "5",
    "enterprise": "9",
}


class CodeFault(NamedTuple):
    """The fault and its remedy, both without a full stop."""

    why: str
    remedy: str


def compact(text: str) -> str:
    """The code as it is stored: half-width capitals without spaces and dashes."""
    return re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", text)).upper()


def fault_of(code: str) -> CodeFault | None:
    """The fault of a compact code; None when it is well formed."""
    if len(code) != 18:
        return CodeFault(f"统一社会信用代码应为18位，现在是{len(code)}位", "请对照证书逐位核对")
    for place, letter in enumerate(code, start=1):
        if letter not in _LETTERS:
            meant = f"，可能是 {_MISTAKEN[letter]}" if letter in _MISTAKEN else ""
            return CodeFault(
                f"统一社会信用代码第{place}位“{letter}”不对：只用数字和大写字母，不用 I、O、S、V、Z{meant}",
                "请对照证书核对这一位",
            )
    if not _FORM.fullmatch(code):
        return CodeFault(
            f"统一社会信用代码第3至8位“{code[2:8]}”应当都是数字，是登记机关所在的区划", "请对照证书核对"
        )
    digit = calc_check_digit(code[:17])
    if digit != code[17]:
        return CodeFault(
            f"统一社会信用代码前17位和最后一位校验位不符：照前17位，校验位应为 {digit}，现在是 {code[17]}",
            "多半有一位写错或者两位写反，请对照证书逐位核对，不要只改最后一位",
        )
    return None


def fault_with_kind(code: str, kind: str, kind_word: str) -> CodeFault | None:
    """The fault of a code whose registrar doesn't register bodies of that kind; None when it fits or is unknown."""
    registrar, expected = REGISTRARS.get(code[:1]), _REGISTRAR_OF_KIND.get(kind)
    if registrar is None or expected is None or code[:1] == expected:
        return None
    return CodeFault(
        f"代码以 {code[0]} 开头，是{registrar}登记的；类别“{kind_word}”由{REGISTRARS[expected]}登记，以 {expected} 开头",
        "请对照证书核对代码和类别",
    )
