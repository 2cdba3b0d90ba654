"""Who holds the keys of a procurement's bids, by which sheet bids are sealed, and who proved that his key is at hand."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from goufu.core.principal import scope_of
from goufu.journal.append_only import append_only
from goufu.procurement.models.procurements import Procurement, scope_of_procurement
from goufu.registry.models import Body, Person

MOST_CUSTODIANS = 5


class Side(models.TextChoices):
    """The side on which a custodian stands."""

    PURCHASER = "purchaser", _("采购人")
    CENTRE = "centre", _("代理机构、交易中心")
    RESERVE = "reserve", _("财政部门密封备用")


class Sealing(models.Model):
    """The keys of a procurement whose bids are received sealed here: how many open together, and the sealing sheet once it is made."""

    procurement = models.OneToOneField(
        Procurement, models.PROTECT, related_name="sealing", editable=False, verbose_name=_("采购")
    )
    needed = models.PositiveSmallIntegerField(
        _("几位保管人一起才能打开"),
        default=2,
        validators=[MinValueValidator(2), MaxValueValidator(MOST_CUSTODIANS)],
    )
    sheet = models.TextField(blank=True, editable=False)  # as its file says it
    sheet_digest = models.CharField(_("封标说明摘要"), max_length=64, blank=True)
    made_at = models.DateTimeField(null=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    SCOPE_FIELDS = scope_of_procurement("procurement")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(sheet="", sheet_digest="", made_at=None)
                | ~models.Q(sheet="") & ~models.Q(sheet_digest="") & models.Q(made_at__isnull=False),
                name="sealing_sheet_whole",
                violation_error_message="封标说明要有内容、摘要和时间。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.procurement.title}：开标钥匙"


class Custodian(models.Model):
    """A person who holds one of the keys, for a body. The key itself never comes here; `public` is its public half."""

    procurement = models.ForeignKey(Procurement, models.PROTECT, related_name="custodians", editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("保管人"))
    body = models.ForeignKey(Body, models.PROTECT, related_name="+", verbose_name=_("单位"))
    side = models.CharField(_("哪一方"), max_length=10, choices=Side.choices)
    public = models.CharField(_("公钥"), max_length=200, blank=True)
    fingerprint = models.CharField(_("钥匙指纹"), max_length=19, blank=True)
    given_at = models.DateTimeField(null=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    SCOPE_FIELDS = scope_of("body")

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["person"], name="custodian_person")]
        constraints = [
            models.UniqueConstraint(
                fields=["procurement", "person"],
                name="custodian_person_once",
                violation_error_message="一个人只保管一把钥匙。",
            ),
            models.UniqueConstraint(
                fields=["public"],
                condition=~models.Q(public=""),
                name="custodian_key_once",
                violation_error_message="这把钥匙已经用在别处，每次采购做一把新的。",
            ),
            models.CheckConstraint(
                condition=models.Q(public="", fingerprint="", given_at=None)
                | ~models.Q(public="") & ~models.Q(fingerprint="") & models.Q(given_at__isnull=False),
                name="custodian_key_whole",
                violation_error_message="公钥要有指纹和交来的时间。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person.name}（{self.body.name}）"


class Rehearsal(models.Model):
    """A test envelope for the custodians of a sheet, made here, and opened like a bid. `event`: what it proves when it is opened."""

    procurement = models.ForeignKey(Procurement, models.PROTECT, related_name="rehearsals")
    number = models.PositiveIntegerField(_("第几次演练"))
    event = models.CharField(max_length=40)
    envelope = models.BinaryField()
    made_at = models.DateTimeField()
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["procurement", "number"],
                name="rehearsal_number_once",
                violation_error_message="这一次演练已经有了。",
            )
        ]
        triggers = append_only("演练的记录只能添加，不能修改、删除")


class RehearsalAnswer(models.Model):
    """A custodian's part of a test envelope: he has his key, and remembers its passphrase. It reveals nothing of a bid."""

    rehearsal = models.ForeignKey(Rehearsal, models.PROTECT, related_name="answers")
    custodian = models.ForeignKey(Custodian, models.PROTECT, related_name="answers")
    peel = models.TextField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["rehearsal", "custodian"],
                name="rehearsal_answered_once",
                violation_error_message="这次演练您已经答过。",
            )
        ]
        triggers = append_only("演练的记录只能添加，不能修改、删除")
