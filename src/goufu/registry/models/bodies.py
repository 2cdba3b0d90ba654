"""Bodies: state organs, institutions, social organisations, enterprises; all that buy, pay or provide."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from goufu.registry.kinds import body_kinds, enterprise_sizes, levels
from goufu.registry.models.places import Place
from goufu.registry.names import Folded, PinyinOrder

# Kinds that get no budget of their own: they have no level, and may have no finance office.
OUTSIDE_THE_BUDGET = (
    "enterprise",
    "association",
    "foundation",
    "social_service_organisation",
    "social_organisation",
    "rural_collective",
    "self_governing_organisation",
    "individual",
)


class AgencyKind(models.TextChoices):
    """The two kinds of procurement agencies: those that a government has founded, and all others."""

    CENTRAL = "central", _("集中采购机构")
    PRIVATE = "private", _("社会代理机构")


TELEPHONE = r"^[0-9 +()（）-]{5,40}$"


class Body(models.Model):
    """An organisation as it is today; former names are in Designation, other changes in the journal.

    `path` holds the numbers of its ancestors and its own ("/4/17/"): a body whose path starts with it is below it.
    """

    name = models.CharField(_("名称"), max_length=200, help_text=_("与证书一致的全称"))
    credit_code = models.CharField(
        _("统一社会信用代码"), max_length=18, null=True, blank=True, help_text=_("18位；没有就空着")
    )
    kind = models.CharField(
        _("类别"),
        max_length=40,
        choices=body_kinds,
        help_text=_("按管理办法第五条至第八条、第三十三条；类别决定能不能作购买主体、承接主体"),
    )
    size = models.CharField(
        _("企业规模"), max_length=8, choices=enterprise_sizes, blank=True, help_text=_("只有企业填写")
    )
    level = models.CharField(
        _("预算级次"),
        max_length=12,
        choices=levels,
        blank=True,
        help_text=_("预算单位必填；企业、社会组织等空着"),
    )
    place = models.ForeignKey(Place, models.PROTECT, related_name="bodies", verbose_name=_("所在区划"))
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("上级单位")
    )
    path = models.CharField(max_length=200, db_collation="C", editable=False)
    telephone = models.CharField(
        _("办公电话"),
        max_length=40,
        blank=True,
        default="",
        db_default="",
        validators=[RegexValidator(TELEPHONE, _("办公电话只有数字、空格、+、-和括号，如 0871-65556666。"))],
        help_text=_("办公室的，不是谁的手机；等别人办的事旁边会写出来"),
    )
    address = models.CharField(
        _("地址"),
        max_length=200,
        blank=True,
        default="",
        db_default="",
        help_text=_("登记证书上的住所；结果公告要写供应商的地址"),
    )
    agency_code = models.CharField(_("预算单位编码"), max_length=12, blank=True)
    office = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="clients",
        verbose_name=_("主管财政部门"),
        help_text=_("本级的财政部门；财政部门自己不用填"),
    )
    agency_kind = models.CharField(
        _("采购代理机构"),
        max_length=8,
        choices=AgencyKind.choices,
        blank=True,
        default="",
        db_default="",
        help_text=_("受采购人委托办理采购的才选；其他单位空着"),
    )
    is_finance_office = models.BooleanField(_("财政部门"), default=False)
    founded_on = models.DateField(_("成立日期"), null=True, blank=True)
    is_active = models.BooleanField(_("正常"), default=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    SCOPE_FIELDS = {"body": "pk", "path": "path", "office": "office_id", "place": "place__code"}

    class Meta:
        ordering = ["path"]
        indexes = [
            models.Index(fields=["path"], name="body_path"),
            models.Index(PinyinOrder("name"), "id", name="body_pinyin"),
            models.Index(fields=["kind", "path"], name="body_kind"),
            models.Index(fields=["level", "path"], name="body_level"),
            models.Index(Folded("name"), name="body_name"),
            GinIndex(OpClass(Folded("name"), name="gin_trgm_ops"), name="body_name_parts"),
            GinIndex(OpClass(Upper("credit_code"), name="gin_trgm_ops"), name="body_credit_code_parts"),
        ]
        constraints = [
            models.UniqueConstraint(
                Folded("name"),
                "place",
                condition=models.Q(credit_code=None, is_active=True),
                name="body_name_once",
                violation_error_message="这个区划里已经登记了同名的单位；不是同一个，请填统一社会信用代码。",
            ),
            models.UniqueConstraint(
                fields=["credit_code"],
                name="body_credit_code_once",
                violation_error_message="这个统一社会信用代码已经登记在另一个单位名下。",
            ),
            models.CheckConstraint(
                condition=models.Q(credit_code=None)
                | models.Q(credit_code__regex=r"^[0-9A-HJ-NPQRTUWXY]{18}$"),
                name="body_credit_code_form",
                violation_error_message="统一社会信用代码是18位数字和大写字母，不含 I、O、S、V、Z。",
            ),
            models.CheckConstraint(
                condition=~models.Q(level="") | models.Q(kind__in=OUTSIDE_THE_BUDGET),
                name="body_level_of_budget_units",
                violation_error_message="预算单位要填写预算级次。",
            ),
            models.CheckConstraint(
                condition=models.Q(is_finance_office=False)
                | models.Q(office=None)
                | models.Q(office=models.F("id")),
                name="body_finance_office_is_its_own",
                violation_error_message="财政部门的主管财政部门是它自己。",
            ),
            models.CheckConstraint(
                condition=models.Q(size="") | models.Q(kind="enterprise"),
                name="body_size_of_enterprises",
                violation_error_message="只有企业填写规模。",
            ),
            models.CheckConstraint(
                condition=models.Q(agency_kind="") | models.Q(is_finance_office=False),
                name="body_agency_is_no_finance_office",
                violation_error_message="财政部门监督采购代理机构，自己不作代理机构。",
            ),
        ]

    def __str__(self) -> str:
        return self.name
