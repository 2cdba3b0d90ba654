"""Editions of the catalogue of a level or of a department, published or in progress."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from goufu.catalogue.entries import load_catalogue
from goufu.core.constraints import state_has
from goufu.core.principal import scope_of
from goufu.registry.models import Body, Person


class EditionKind(models.TextChoices):
    LEVEL = "level", _("本级目录")
    DEPARTMENT = "department", _("部门目录")


class EditionState(models.TextChoices):
    """The state of an edition. A SUPERSEDED one has a successor, and may be in force until its last day."""

    DRAFT = "draft", _("编写中")
    CONSULTING = "consulting", _("征求意见")
    REVIEWING = "reviewing", _("论证审核")
    PUBLISHED = "published", _("已公布")
    SUPERSEDED = "superseded", _("已有新版")
    WITHDRAWN = "withdrawn", _("已撤回")


PUBLIC = (EditionState.PUBLISHED, EditionState.SUPERSEDED)
WRITABLE = (EditionState.DRAFT, EditionState.CONSULTING)
AT_WORK = (EditionState.DRAFT, EditionState.CONSULTING, EditionState.REVIEWING)


class Edition(models.Model):
    """An edition. Once published it never changes (enforced by migration 0002), except that a successor ends it.

    A level's edition belongs to its finance office. `based_on` is the edition within which it must stay, or which a
    province overlays: None for the central one.
    """

    owner = models.ForeignKey(Body, models.PROTECT, related_name="editions", verbose_name="编制单位")
    kind = models.CharField(max_length=12, choices=EditionKind, verbose_name="种类")
    title = models.CharField(max_length=200, verbose_name="名称")
    number = models.PositiveIntegerField(verbose_name="版次")
    state = models.CharField(
        max_length=12, choices=EditionState, default=EditionState.DRAFT, verbose_name="状态"
    )
    valid_from = models.DateField(null=True, blank=True, verbose_name="施行日期")
    valid_until = models.DateField(null=True, blank=True, verbose_name="有效至")  # the last day
    based_on = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="built_on", verbose_name="依据的上级目录"
    )
    published_on = models.DateField(null=True, blank=True, verbose_name="公布日期")
    handed_in_at = models.DateTimeField(null=True, editable=False)
    handed_in_by = models.ForeignKey(Person, models.PROTECT, null=True, editable=False, related_name="+")
    published_by = models.ForeignKey(Person, models.PROTECT, null=True, editable=False, related_name="+")
    returned_at = models.DateTimeField(null=True, editable=False)
    returned_by = models.ForeignKey(Person, models.PROTECT, null=True, editable=False, related_name="+")
    return_reason = models.TextField(blank=True, max_length=2_000, editable=False)
    withdrawn_at = models.DateTimeField(null=True, editable=False)
    withdrawn_by = models.ForeignKey(Person, models.PROTECT, null=True, editable=False, related_name="+")
    withdrawal_reason = models.TextField(blank=True, max_length=2_000, editable=False)
    is_verified = models.BooleanField(default=True, verbose_name="已核对")
    provenance = models.TextField(blank=True, verbose_name="来源")
    version = models.PositiveIntegerField(default=1, editable=False)

    SCOPE_FIELDS = scope_of("owner")

    class Meta:
        ordering = ["owner_id", "kind", "-number"]
        indexes = [
            models.Index(fields=["state", "valid_from"], name="edition_state"),
            models.Index(fields=["published_on"], name="edition_published_on"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "kind", "number"],
                name="edition_number_once",
                violation_error_message="这个单位刚刚建立了同一版次，请刷新后再试。",
            ),
            models.UniqueConstraint(
                fields=["owner", "kind"],
                condition=Q(state__in=AT_WORK),
                name="edition_one_at_work",
                violation_error_message="这个单位已经有一版正在编制，请在那一版上接着编，或者先撤回它。",
            ),
            ExclusionConstraint(
                name="edition_one_a_day",
                expressions=[
                    ("owner", RangeOperators.EQUAL),
                    ("kind", RangeOperators.EQUAL),
                    (
                        Func(
                            F("valid_from"),
                            F("valid_until"),
                            Value("[]"),
                            function="daterange",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(state__in=PUBLIC),
                violation_error_message="同一单位同一天只能有一版目录有效，请把施行日期定在现行版之后。",
            ),
            models.CheckConstraint(
                condition=Q(state__in=PUBLIC, valid_from__isnull=False, published_on__isnull=False)
                | (~Q(state__in=PUBLIC) & Q(valid_from=None, published_on=None)),
                name="edition_published_with_its_days",
                violation_error_message="公布的目录必须有公布日期和施行日期。",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=PUBLIC) | Q(published_by__isnull=False) | ~Q(provenance=""),
                name="edition_has_publisher",
                violation_error_message="公布的目录必须记下公布人；载入的目录必须写明来源。",
            ),
            models.CheckConstraint(
                condition=~Q(state=EditionState.REVIEWING)
                | Q(handed_in_by__isnull=False, handed_in_at__isnull=False),
                name="edition_handed_in_by_somebody",
                violation_error_message="报送的目录必须记下报送人和报送时间。",
            ),
            models.CheckConstraint(
                condition=Q(returned_by=None, returned_at=None, return_reason="")
                | (
                    Q(state=EditionState.CONSULTING, returned_by__isnull=False, returned_at__isnull=False)
                    & ~Q(return_reason="")
                ),
                name="edition_returned_with_reason",
                violation_error_message="退回的目录必须记下退回人、退回时间和理由。",
            ),
            state_has(
                [EditionState.WITHDRAWN],
                ["withdrawn_at"],  # the program itself has no withdrawn_by
                text="withdrawal_reason",
                name="edition_withdrawn_with_reason",
                sentence="撤回的目录必须记下撤回时间和理由。",
            ),
            models.CheckConstraint(
                condition=Q(state=EditionState.WITHDRAWN) | Q(withdrawn_by=None),
                name="edition_withdrawn_by_somebody",
                violation_error_message="没有撤回的目录不能有撤回人。",
            ),
            models.CheckConstraint(
                condition=Q(state=EditionState.SUPERSEDED, valid_until__gte=F("valid_from"))
                | (~Q(state=EditionState.SUPERSEDED) & Q(valid_until=None)),
                name="edition_ends_by_its_successor",
                violation_error_message="目录由下一版接替，最后一天不能早于施行日期。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}（第{self.number}版）"

    @property
    def names(self) -> dict[str, str]:
        """The names of the entries by code; one query."""
        return dict(self.entries.values_list("code", "name"))

    @property
    def is_day_verified(self) -> bool:
        """Whether the first day of the edition is known from its text, which that of the data that come with the program isn't yet."""
        central = load_catalogue().edition
        is_of_data = not self.is_verified and self.valid_from == central.valid_from
        return central.valid_from_verified or not is_of_data

    @property
    def day_mark(self) -> str:
        """What is written beside the first day."""
        return "" if self.is_day_verified else gettext("待核对")

    @property
    def is_public(self) -> bool:
        return self.state in PUBLIC

    @property
    def is_writable(self) -> bool:
        return self.state in WRITABLE
