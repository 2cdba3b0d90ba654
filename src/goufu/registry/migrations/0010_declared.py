"""Who is in charge of a provider, and who holds or manages it, as its file declares; the fact views of other rooms ask the functions."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models

FOLDED = r"lower(regexp_replace(normalize({}, NFKC), '[\s\u00ad\u200b-\u200f\u2060\ufeff]+', '', 'g'))"

# The name of the person in charge as it is compared; NULL: not known.
HEAD_ON = f"""
CREATE FUNCTION registry_head_on(body bigint, day date) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT {FOLDED.format("h.name")} FROM registry_headship h
    WHERE h.body_id = $1 AND h.struck = '' AND COALESCE(h.starts_on, '-infinity') <= $2
    ORDER BY h.starts_on DESC NULLS LAST LIMIT 1
$$
"""  # noqa: S608, constants
# Whether a body has declared that the other holds or manages it directly. NULL: it has declared nothing, or has named another of the
# same name without a code.
IS_HELD_BY = f"""
CREATE FUNCTION registry_is_held_by(body bigint, holder bigint, day date) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT CASE
        WHEN bool_or(a.holder_code <> '' AND a.holder_code = h.credit_code) THEN TRUE
        WHEN bool_or({FOLDED.format("a.holder_name")} = {FOLDED.format("h.name")} AND (a.holder_code = '' OR h.credit_code IS NULL)) THEN NULL
        WHEN count(*) > 0 THEN FALSE END
    FROM registry_affiliation a CROSS JOIN registry_body h
    WHERE a.body_id = $1 AND h.id = $2 AND a.struck = '' AND $3 BETWEEN a.starts_on AND COALESCE(a.ends_on, 'infinity')
$$
"""  # noqa: S608, constants


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0009_body_address"),
    ]

    operations = [
        migrations.CreateModel(
            name="Affiliation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "struck",
                    models.CharField(blank=True, editable=False, max_length=200, verbose_name="划去的理由"),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "relation",
                    models.CharField(
                        choices=[
                            ("holds", "直接控股本单位"),
                            ("manages", "直接管理本单位"),
                            ("none", "没有单位直接控股、管理本单位"),
                        ],
                        max_length=7,
                        verbose_name="关系",
                    ),
                ),
                (
                    "holder_name",
                    models.CharField(
                        blank=True,
                        help_text="控股、管理本单位的单位全称；没有就空着",
                        max_length=200,
                        verbose_name="哪个单位",
                    ),
                ),
                (
                    "holder_code",
                    models.CharField(
                        blank=True,
                        help_text="境外等没有代码的空着",
                        max_length=18,
                        verbose_name="它的统一社会信用代码",
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="从哪天起")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="到哪天为止")),
                (
                    "body",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="registry.body",
                        verbose_name="单位",
                    ),
                ),
                (
                    "corrects",
                    models.OneToOneField(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrected_by",
                        to="registry.affiliation",
                        verbose_name="更正",
                    ),
                ),
            ],
            options={
                "verbose_name": "控股、管理关系",
                "ordering": ["-starts_on", "-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on", None), ("ends_on__gte", models.F("starts_on")), _connector="OR"
                        ),
                        name="affiliation_ends_after_it_began",
                        violation_error_message="截止日期早于开始日期。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("holder_code", ""), ("holder_name", ""), ("relation", "none")),
                            models.Q(
                                models.Q(("relation", "none"), _negated=True),
                                models.Q(("holder_name", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="affiliation_names_the_holder",
                        violation_error_message="有控股、管理关系的要写明是哪个单位；没有的，不写单位。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Headship",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "struck",
                    models.CharField(blank=True, editable=False, max_length=200, verbose_name="划去的理由"),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "name",
                    models.CharField(
                        help_text="法定代表人；没有的，主要负责人", max_length=100, verbose_name="负责人"
                    ),
                ),
                (
                    "starts_on",
                    models.DateField(
                        blank=True, help_text="不知道从哪天起就空着", null=True, verbose_name="任职自"
                    ),
                ),
                (
                    "body",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="registry.body",
                        verbose_name="单位",
                    ),
                ),
                (
                    "corrects",
                    models.OneToOneField(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrected_by",
                        to="registry.headship",
                        verbose_name="更正",
                    ),
                ),
            ],
            options={
                "verbose_name": "单位负责人",
                "ordering": [models.OrderBy(models.F("starts_on"), descending=True, nulls_last=True), "-id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("struck", "")),
                        fields=("body", "starts_on"),
                        name="headship_once_a_day",
                        nulls_distinct=False,
                        violation_error_message="从这一天起的负责人已经登记；登记错了，请用“更正”。",
                    )
                ],
            },
        ),
        migrations.RunSQL(HEAD_ON, "DROP FUNCTION registry_head_on(bigint, date)"),
        migrations.RunSQL(IS_HELD_BY, "DROP FUNCTION registry_is_held_by(bigint, bigint, date)"),
    ]
