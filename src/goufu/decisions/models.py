"""Decisions on doubts: what somebody decided about a purchase that the law leaves to a person, and why."""

from __future__ import annotations

import pgtrigger
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.utils.translation import gettext_lazy as _

from goufu.core.constraints import state_has
from goufu.reader import KIND_WORDS
from goufu.registry.models import Body, Person

REASON_HINT = _("全省的人都看得到：写事情，不写单位和人的名字。")


class Verdict(models.TextChoices):
    """What was decided: whether it may be bought as a service."""

    LAWFUL = "lawful", _("可以购买")
    UNLAWFUL = "unlawful", _("不得购买")


class DecisionState(models.TextChoices):
    """Whether a decision stands. `replaced`: its body decided anew."""

    STANDING = "standing", _("有效")
    WITHDRAWN = "withdrawn", _("已撤回")
    REPLACED = "replaced", _("已改定")


# What was decided stays; how it ended is written once.
STAYS = """
IF OLD.state <> 'standing' OR
    (to_jsonb(NEW) - '{state,ended_by_id,ended_on,ending_reason,version,found}'::text[]) IS DISTINCT FROM
    (to_jsonb(OLD) - '{state,ended_by_id,ended_on,ending_reason,version,found}'::text[]) THEN
    RAISE EXCEPTION '判定过的不能修改，只能撤回或者改定（%）', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END IF;
RETURN NEW;
"""
GONE = """
RAISE EXCEPTION '判定过的不能删除（%）', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
"""


class Decision(models.Model):
    """One doubt of one rule in one title with its need, as a finance office decided it.

    `said`, `kind`, `head`, `object`, `core`: the doubt as it was read (`doubts.Doubt`). `plain`: the title without names,
    for those who may not see whose purchase it was. `reading`: all that was read. `project`: the number of the project on
    which it was decided; None for a title out of a list.
    """

    rule = models.CharField(_("规则"), max_length=80)
    rule_version = models.CharField(_("规则的版本"), max_length=64)
    rule_title = models.CharField(_("规则名称"), max_length=200)
    verdict = models.CharField(_("判定"), max_length=8, choices=Verdict.choices)
    reason = models.TextField(_("理由"), max_length=2_000, help_text=REASON_HINT)
    title = models.CharField(_("项目名称"), max_length=500)
    need = models.TextField(_("需求"), blank=True, max_length=20_000)
    said = models.TextField(_("疑点"))
    kind = models.CharField(_("读成"), max_length=12)
    head = models.CharField(_("中心词"), max_length=100, blank=True)
    object = models.CharField(_("对象"), max_length=500, blank=True)
    core = models.TextField(_("疑点（不含单位）"))
    plain = models.CharField(_("项目名称（不含单位）"), max_length=500)
    reading = models.JSONField(_("读法"))
    digest = models.CharField(_("名称和需求的摘要"), max_length=64, editable=False)
    project = models.BigIntegerField(_("项目"), null=True, editable=False)

    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("判定人"))
    body = models.ForeignKey(Body, models.PROTECT, related_name="decisions", verbose_name=_("判定单位"))
    day = models.DateField(_("判定日期"))
    place_code = models.CharField(max_length=6, editable=False)

    state = models.CharField(
        _("状态"), max_length=9, choices=DecisionState.choices, default=DecisionState.STANDING
    )
    ended_by = models.ForeignKey(Person, models.PROTECT, null=True, editable=False, related_name="+")
    ended_on = models.DateField(null=True, editable=False)
    ending_reason = models.TextField(blank=True, max_length=2_000, editable=False)
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, editable=False, related_name="replacement"
    )
    words = models.TextField(
        editable=False
    )  # pairs of signs of what all who see the decision may read (finding.pairs)
    found = models.GeneratedField(
        expression=SearchVector("words", config="simple"),
        output_field=SearchVectorField(),
        db_persist=True,
        editable=False,
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    is_whole = False  # whether the title and the need may be shown to who looks, as `queries.show_whole` sets

    # The office that decides is the body itself.
    SCOPE_FIELDS = {
        "body": "body_id",
        "path": "body__path",
        "office": "body_id",
        "place": "place_code",
    }

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["rule", "-id"], name="decision_of_rule"),
            models.Index(fields=["verdict", "-id"], name="decision_of_verdict"),
            models.Index(fields=["state", "-id"], name="decision_in_state"),
            models.Index(
                fields=["place_code", "-id"],
                name="decision_of_place",
                opclasses=["text_pattern_ops", "int8_ops"],
            ),
            models.Index(fields=["project"], name="decision_on_project"),
            GinIndex(fields=["found"], name="decision_found"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["body", "rule", "digest"],
                condition=models.Q(state="standing"),
                name="decision_once",
                violation_error_message="本单位对这条规则下同样的名称和需求已经定过；要改，请打开那一次改定。",
            ),
            state_has(
                [DecisionState.WITHDRAWN, DecisionState.REPLACED],
                ["ended_by", "ended_on"],
                text="ending_reason",
                name="decision_ended_with_reason",
                sentence="撤回、改定的判定必须记下谁、哪一天、为什么。",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="decided_stays", when=pgtrigger.Before, operation=pgtrigger.Update, func=STAYS
            ),
            pgtrigger.Trigger(
                name="decided_is_kept", when=pgtrigger.Before, operation=pgtrigger.Delete, func=GONE
            ),
        ]

    def __str__(self) -> str:
        return self.plain

    @property
    def read_as(self) -> str:
        """What the doubtful part was taken for, by which word; "" for a clause of the need."""
        if self.kind not in KIND_WORDS:
            return ""
        return KIND_WORDS[self.kind] + (f"（“{self.head}”）" if self.head else "")

    @property
    def seen_title(self) -> str:
        return self.title if self.is_whole else self.plain

    @property
    def seen_need(self) -> str:
        return self.need if self.is_whole else ""

    @property
    def seen_doubt(self) -> str:
        return self.said if self.is_whole else self.core
