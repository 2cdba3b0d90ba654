"""The columns of a table of bodies, and what its cells may say."""

from __future__ import annotations

from functools import partial

from goufu.files.errors import Unreadable
from goufu.files.periods import parse_day
from goufu.files.reading import Column
from goufu.files.values import choice, proper_name, text
from goufu.law.synonyms import AMBIGUOUS, SYNONYMS
from goufu.registry.credit_codes import compact, fault_of
from goufu.registry.kinds import body_kinds, enterprise_sizes, levels
from goufu.registry.models.providers import EARLIEST


def _credit_code(said: str) -> str:
    code = compact(said)
    if fault := fault_of(code):
        raise Unreadable(*fault)
    return code


def _place_code(said: str) -> str:
    if len(said) != 6 or not said.isdigit():
        raise Unreadable("行政区划代码是六位数字", "请填写县级以上行政区划的六位代码，如 530102")
    return said


COLUMNS = (
    Column(
        "name", "单位名称", ("名称", "单位全称"), True, proper_name(200), "与证书一致的全称", is_prose=True
    ),
    Column(
        "credit_code",
        "统一社会信用代码",
        ("信用代码", "社会信用代码"),
        False,
        _credit_code,
        "18位；没有就空着",
    ),
    Column(
        "kind",
        "类别",
        ("单位类别", "单位性质", "单位类型"),
        True,
        choice(body_kinds(), SYNONYMS, AMBIGUOUS),
        "管理办法第五条至第八条、第三十三条意义上的类别",
        tuple(word for _, word in body_kinds()),
    ),
    Column(
        "place",
        "区划代码",
        ("行政区划代码", "区划"),
        True,
        _place_code,
        "单位所在地的六位代码；中央为 100000",
    ),
    Column(
        "level",
        "级次",
        ("预算级次", "层级"),
        False,
        choice(levels(), SYNONYMS, AMBIGUOUS),
        "预算单位必填；企业、社会组织等空着",
        tuple(word for _, word in levels()),
    ),
    Column(
        "parent",
        "上级单位",
        ("主管部门", "上级"),
        False,
        proper_name(200),
        "全称；可以是已经登记的，也可以是本表里的",
        is_prose=True,
    ),
    Column("agency_code", "预算单位编码", ("单位编码", "预算编码"), False, text(12), "预算系统里的编码"),
    Column(
        "office",
        "主管财政部门",
        ("财政部门",),
        False,
        proper_name(200),
        "全称；本级的国家机关必填；财政部门自己这一行填本单位的名称",
        is_prose=True,
    ),
    Column(
        # Not 企业类型: what stands under it in a licence is the form of the company.
        "size",
        "企业规模",
        ("规模", "企业划型"),
        False,
        choice(enterprise_sizes(), SYNONYMS, AMBIGUOUS),
        "只有企业填写",
        tuple(word for _, word in enterprise_sizes()),
    ),
    Column(
        # Not 登记日期 or 注册日期, which may be the day on which a table was filled in.
        "founded_on",
        "成立日期",
        ("成立时间",),
        False,
        partial(parse_day, first_year=EARLIEST),
        "如 2015-03-20；没有就空着",
    ),
    Column("telephone", "办公电话", ("单位电话", "联系电话"), False, text(40), "办公室的，如 0871-65556666"),
    Column(
        "head",
        "负责人",
        ("法定代表人", "主要负责人", "单位负责人"),
        False,
        text(100),
        "能承接的单位的法定代表人，没有的写主要负责人",
    ),
    Column("address", "地址", ("住所", "单位地址"), False, text(200), "登记证书上的住所；没有就空着"),
)
