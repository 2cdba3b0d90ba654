import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.indexes
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import goufu.core.personal
import goufu.registry.kinds
import goufu.registry.names
import goufu.wall_clock


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("core", "0001_initial"),
        ("documents", "0001_initial"),
        ("journal", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Person",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                (
                    "username",
                    models.CharField(
                        help_text="字母用小写。单位有统一登录的，写统一登录里的用户名。",
                        max_length=40,
                        verbose_name="登录名",
                    ),
                ),
                ("name", models.CharField(max_length=60, verbose_name="姓名")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="电子邮箱")),
                ("phone", goufu.core.personal.PersonalField(blank=True, verbose_name="手机号码")),
                ("identity_number", goufu.core.personal.PersonalField(blank=True, verbose_name="身份证号码")),
                ("is_active", models.BooleanField(default=True, verbose_name="启用")),
                ("must_change_password", models.BooleanField(default=False, verbose_name="下次登录须改密码")),
                (
                    "sessions_ended",
                    models.PositiveIntegerField(default=0, editable=False, verbose_name="结束登录的次数"),
                ),
                ("created_at", models.DateTimeField(default=goufu.wall_clock.now, editable=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                "ordering": ["name", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("username",),
                        name="person_username_once",
                        violation_error_message="这个登录名已经有人使用，请换一个。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("username", django.db.models.functions.text.Lower("username"))),
                        name="person_username_lower",
                        violation_error_message="登录名里的字母用小写。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Body",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(help_text="与证书一致的全称", max_length=200, verbose_name="名称")),
                (
                    "credit_code",
                    models.CharField(
                        blank=True,
                        help_text="18位；没有就空着",
                        max_length=18,
                        null=True,
                        verbose_name="统一社会信用代码",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=goufu.registry.kinds.body_kinds,
                        help_text="按管理办法第五条至第八条、第三十三条；类别决定能不能作购买主体、承接主体",
                        max_length=40,
                        verbose_name="类别",
                    ),
                ),
                (
                    "size",
                    models.CharField(
                        blank=True,
                        choices=goufu.registry.kinds.enterprise_sizes,
                        help_text="只有企业填写",
                        max_length=8,
                        verbose_name="企业规模",
                    ),
                ),
                (
                    "level",
                    models.CharField(
                        blank=True,
                        choices=goufu.registry.kinds.levels,
                        help_text="预算单位必填；企业、社会组织等空着",
                        max_length=12,
                        verbose_name="预算级次",
                    ),
                ),
                ("path", models.CharField(db_collation="C", editable=False, max_length=200)),
                ("agency_code", models.CharField(blank=True, max_length=12, verbose_name="预算单位编码")),
                ("is_finance_office", models.BooleanField(default=False, verbose_name="财政部门")),
                ("founded_on", models.DateField(blank=True, null=True, verbose_name="成立日期")),
                ("is_active", models.BooleanField(default=True, verbose_name="正常")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "office",
                    models.ForeignKey(
                        blank=True,
                        help_text="本级的财政部门；财政部门自己不用填",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="clients",
                        to="registry.body",
                        verbose_name="主管财政部门",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="registry.body",
                        verbose_name="上级单位",
                    ),
                ),
            ],
            options={
                "ordering": ["path"],
            },
        ),
        migrations.CreateModel(
            name="Inspection",
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
                    "year",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1949),
                            django.core.validators.MaxValueValidator(2200),
                        ],
                        verbose_name="年度",
                    ),
                ),
                ("result", models.CharField(max_length=40, verbose_name="结果")),
                ("published_on", models.DateField(blank=True, null=True, verbose_name="公布日期")),
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
                        to="registry.inspection",
                        verbose_name="更正",
                    ),
                ),
            ],
            options={
                "verbose_name": "年度检查",
                "ordering": ["-year", "-id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("struck", "")),
                        fields=("body", "year"),
                        name="inspection_once_a_year",
                        violation_error_message="这一年的检查结果已经登记；登记错了，请用“更正”。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("year__range", (1949, 2200))),
                        name="inspection_year",
                        violation_error_message="年度应当是四位年份。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Place",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=6, verbose_name="行政区划代码")),
                ("name", models.CharField(max_length=60, verbose_name="名称")),
                (
                    "level",
                    models.CharField(choices=goufu.registry.kinds.levels, max_length=12, verbose_name="层级"),
                ),
                ("listed_from", models.PositiveSmallIntegerField(verbose_name="启用年份")),
                (
                    "listed_until",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="停用年份"),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="registry.place",
                        verbose_name="上级",
                    ),
                ),
                (
                    "successor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="predecessors",
                        to="registry.place",
                        verbose_name="并入",
                    ),
                ),
            ],
            options={
                "ordering": ["code", "listed_from"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("code", "listed_from"),
                        name="place_code_once_a_time",
                        violation_error_message="这个代码在这一年已经登记过。",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("listed_until", None)),
                        fields=("code",),
                        name="place_code_current_once",
                        violation_error_message="这个代码正在使用。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("code__regex", "^[1-9][0-9]{5}$")),
                        name="place_code_six_digits",
                        violation_error_message="行政区划代码是六位数字。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("listed_until", None),
                            ("listed_until__gte", models.F("listed_from")),
                            _connector="OR",
                        ),
                        name="place_ends_after_it_began",
                        violation_error_message="停用年份早于启用年份。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("successor", None), ("listed_until__isnull", False), _connector="OR"
                        ),
                        name="place_with_successor_has_ended",
                        violation_error_message="还在使用的区划不能写并入何处。",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="body",
            name="place",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="bodies",
                to="registry.place",
                verbose_name="所在区划",
            ),
        ),
        migrations.CreateModel(
            name="Qualification",
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
                ("name", models.CharField(max_length=100, verbose_name="名称")),
                ("number", models.CharField(blank=True, max_length=60, verbose_name="编号")),
                ("issuer", models.CharField(max_length=100, verbose_name="发证机关")),
                ("valid_from", models.DateField(verbose_name="有效期自")),
                ("valid_until", models.DateField(blank=True, null=True, verbose_name="有效期至")),
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
                        to="registry.qualification",
                        verbose_name="更正",
                    ),
                ),
            ],
            options={
                "verbose_name": "资质",
                "ordering": ["-valid_from", "-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_until", None),
                            ("valid_until__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="qualification_ends_after_it_began",
                        violation_error_message="有效期的结束日期早于开始日期。",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Succession",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("merged", "合并"), ("split", "分立")], max_length=8, verbose_name="种类"
                    ),
                ),
                ("takes_over", models.BooleanField(verbose_name="承接未了事项")),
                ("day", models.DateField(verbose_name="生效日期")),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.document",
                        verbose_name="依据",
                    ),
                ),
                (
                    "ended",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="successions",
                        to="registry.body",
                        verbose_name="原单位",
                    ),
                ),
                (
                    "journal_entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="journal.entry"
                    ),
                ),
                (
                    "successor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="inheritances",
                        to="registry.body",
                        verbose_name="承接的单位",
                    ),
                ),
            ],
            options={
                "ordering": ["-day", "ended_id", "-takes_over", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("ended", "successor"),
                        name="succession_once",
                        violation_error_message="这个单位已经登记过由它承接。",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("takes_over", True)),
                        fields=("ended",),
                        name="succession_one_takes_over",
                        violation_error_message="未了事项只能由一个单位承接。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ended", models.F("successor")), _negated=True),
                        name="succession_of_another",
                        violation_error_message="单位不能并入自己。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Violation",
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
                    "kind",
                    models.CharField(
                        choices=[
                            ("criminal", "刑事处罚"),
                            ("closure", "责令停产停业"),
                            ("revocation", "吊销许可证或者执照"),
                            ("fine", "较大数额罚款"),
                            ("other", "其他行政处罚"),
                        ],
                        max_length=12,
                        verbose_name="处罚种类",
                    ),
                ),
                ("decided_on", models.DateField(verbose_name="处罚日期")),
                ("decision_number", models.CharField(max_length=80, verbose_name="决定书或者判决书文号")),
                ("authority", models.CharField(max_length=100, verbose_name="作出决定的机关")),
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
                        to="registry.violation",
                        verbose_name="更正",
                    ),
                ),
            ],
            options={
                "verbose_name": "重大违法记录",
                "ordering": ["-decided_on", "-id"],
            },
        ),
        migrations.CreateModel(
            name="Appropriation",
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
                    "year",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1949),
                            django.core.validators.MaxValueValidator(2200),
                        ],
                        verbose_name="年度",
                    ),
                ),
                (
                    "amount_yuan",
                    models.DecimalField(decimal_places=2, max_digits=18, verbose_name="财政直接拨款"),
                ),
                (
                    "is_full",
                    models.BooleanField(blank=True, null=True, verbose_name="经费由财政拨款全额保障"),
                ),
                (
                    "corrects",
                    models.OneToOneField(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrected_by",
                        to="registry.appropriation",
                        verbose_name="更正",
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
            ],
            options={
                "verbose_name": "财政拨款",
                "ordering": ["-year", "-id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("struck", "")),
                        fields=("body", "year"),
                        name="appropriation_once_a_year",
                        violation_error_message="这一年的财政拨款已经登记；登记错了，请用“更正”。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("is_full", True), _negated=True),
                            ("amount_yuan__gt", 0),
                            _connector="OR",
                        ),
                        name="appropriation_full_is_some",
                        violation_error_message="没有财政拨款的，经费不会由财政拨款全额保障。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount_yuan__gte", 0)),
                        name="appropriation_not_negative",
                        violation_error_message="财政拨款不能小于零。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("year__range", (1949, 2200))),
                        name="appropriation_year",
                        violation_error_message="年度应当是四位年份。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Appointment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("purchasing_officer", "采购经办人"),
                            ("purchasing_lead", "采购负责人"),
                            ("finance_officer", "财政经办人"),
                            ("auditor", "监督人员"),
                            ("system_admin", "系统管理员"),
                            ("security_admin", "安全管理员"),
                            ("audit_admin", "安全审计员"),
                        ],
                        max_length=20,
                        verbose_name="岗位",
                    ),
                ),
                ("family", models.CharField(editable=False, max_length=10)),
                (
                    "days",
                    django.contrib.postgres.fields.ranges.DateRangeField(
                        blank=True, null=True, verbose_name="任职期间"
                    ),
                ),
                ("revoked_at", models.DateTimeField(editable=False, null=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "delegated_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="delegations",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="委托人",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appointments",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="人员",
                    ),
                ),
                (
                    "body",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appointments",
                        to="registry.body",
                        verbose_name="单位",
                    ),
                ),
            ],
            options={
                "ordering": ["-days", "id"],
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[("person", "="), ("family", "<>"), ("days", "&&")],
                        name="appointment_of_one_family",
                        violation_error_message="系统、安全、审计管理员和业务岗位必须由不同的人担任。",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[("person", "="), ("body", "="), ("role", "="), ("days", "&&")],
                        name="appointment_once_a_day",
                        violation_error_message="这个人在这段时间里已经担任这个岗位。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("delegated_by", None), ("days__upper_inf", False), _connector="OR"
                        ),
                        name="delegation_ends",
                        violation_error_message="委托必须写明到哪一天为止。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("days__isempty", False),
                                ("days__isnull", False),
                                ("days__lower_inf", False),
                                ("revoked_at", None),
                            ),
                            models.Q(("days", None), ("revoked_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="appointment_has_days",
                        violation_error_message="任职期间的结束日期不能早于开始日期。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CreditListing",
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
                    "listed_in",
                    models.CharField(
                        choices=[
                            ("dishonest_debtor", "失信被执行人"),
                            ("tax_violator", "重大税收违法失信主体"),
                            ("procurement_violator", "政府采购严重违法失信行为记录名单"),
                        ],
                        max_length=24,
                        verbose_name="名单",
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="列入日期")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="截止日期")),
                ("source", models.CharField(max_length=200, verbose_name="查询渠道")),
                ("seen_on", models.DateField(verbose_name="查询日期")),
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
                        to="registry.creditlisting",
                        verbose_name="更正",
                    ),
                ),
            ],
            options={
                "verbose_name": "信用记录",
                "ordering": ["-starts_on", "-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on", None), ("ends_on__gte", models.F("starts_on")), _connector="OR"
                        ),
                        name="credit_listing_ends_after_it_began",
                        violation_error_message="截止日期早于列入日期。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("seen_on__gte", models.F("starts_on"))),
                        name="credit_listing_seen_after_it_began",
                        violation_error_message="查询日期早于列入日期。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Debarment",
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
                ("starts_on", models.DateField(verbose_name="禁止自")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="禁止至")),
                ("decision_number", models.CharField(max_length=80, verbose_name="决定书文号")),
                ("authority", models.CharField(max_length=100, verbose_name="作出决定的机关")),
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
                        to="registry.debarment",
                        verbose_name="更正",
                    ),
                ),
            ],
            options={
                "verbose_name": "禁止参加政府采购",
                "ordering": ["-starts_on", "-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on", None), ("ends_on__gte", models.F("starts_on")), _connector="OR"
                        ),
                        name="debarment_ends_after_it_began",
                        violation_error_message="禁止期的结束日期早于开始日期。",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Designation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="名称")),
                (
                    "credit_code",
                    models.CharField(blank=True, max_length=18, null=True, verbose_name="统一社会信用代码"),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=goufu.registry.kinds.body_kinds, max_length=40, verbose_name="类别"
                    ),
                ),
                (
                    "size",
                    models.CharField(
                        blank=True,
                        choices=goufu.registry.kinds.enterprise_sizes,
                        max_length=8,
                        verbose_name="企业规模",
                    ),
                ),
                (
                    "level",
                    models.CharField(
                        blank=True,
                        choices=goufu.registry.kinds.levels,
                        max_length=12,
                        verbose_name="预算级次",
                    ),
                ),
                ("days", django.contrib.postgres.fields.ranges.DateRangeField(verbose_name="期间")),
                (
                    "body",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="designations",
                        to="registry.body",
                        verbose_name="单位",
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.document",
                        verbose_name="依据",
                    ),
                ),
                (
                    "journal_entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="journal.entry"
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.body",
                        verbose_name="主管财政部门",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.body",
                        verbose_name="上级单位",
                    ),
                ),
            ],
            options={
                "ordering": ["body_id", "days"],
                "indexes": [
                    models.Index(goufu.registry.names.Folded("name"), name="designation_name"),
                    django.contrib.postgres.indexes.GinIndex(
                        django.contrib.postgres.indexes.OpClass(
                            goufu.registry.names.Folded("name"), name="gin_trgm_ops"
                        ),
                        name="designation_name_parts",
                    ),
                    django.contrib.postgres.indexes.GinIndex(
                        django.contrib.postgres.indexes.OpClass(
                            django.db.models.functions.text.Upper("credit_code"), name="gin_trgm_ops"
                        ),
                        name="designation_code_parts",
                    ),
                    models.Index(fields=["credit_code"], name="designation_code"),
                ],
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[("body", "="), ("days", "&&")],
                        name="designation_one_a_day",
                        violation_error_message="这个单位在这段时间里已经有另一个名称，请刷新后再试。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("days__isempty", False), ("days__upper_inf", False)),
                        name="designation_has_ended",
                        violation_error_message="曾用名要写明到哪一天为止。",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="body",
            index=models.Index(fields=["path"], name="body_path"),
        ),
        migrations.AddIndex(
            model_name="body",
            index=models.Index(fields=["kind", "path"], name="body_kind"),
        ),
        migrations.AddIndex(
            model_name="body",
            index=models.Index(fields=["level", "path"], name="body_level"),
        ),
        migrations.AddIndex(
            model_name="body",
            index=models.Index(goufu.registry.names.Folded("name"), name="body_name"),
        ),
        migrations.AddIndex(
            model_name="body",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass(
                    goufu.registry.names.Folded("name"), name="gin_trgm_ops"
                ),
                name="body_name_parts",
            ),
        ),
        migrations.AddIndex(
            model_name="body",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass(
                    django.db.models.functions.text.Upper("credit_code"), name="gin_trgm_ops"
                ),
                name="body_credit_code_parts",
            ),
        ),
        migrations.AddConstraint(
            model_name="body",
            constraint=models.UniqueConstraint(
                goufu.registry.names.Folded("name"),
                models.F("place"),
                condition=models.Q(("credit_code", None), ("is_active", True)),
                name="body_name_once",
                violation_error_message="这个区划里已经登记了同名的单位；不是同一个，请填统一社会信用代码。",
            ),
        ),
        migrations.AddConstraint(
            model_name="body",
            constraint=models.UniqueConstraint(
                fields=("credit_code",),
                name="body_credit_code_once",
                violation_error_message="这个统一社会信用代码已经登记在另一个单位名下。",
            ),
        ),
        migrations.AddConstraint(
            model_name="body",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("credit_code", None),
                    ("credit_code__regex", "^[0-9A-HJ-NPQRTUWXY]{18}$"),
                    _connector="OR",
                ),
                name="body_credit_code_form",
                violation_error_message="统一社会信用代码是18位数字和大写字母，不含 I、O、S、V、Z。",
            ),
        ),
        migrations.AddConstraint(
            model_name="body",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("level", ""), _negated=True),
                    (
                        "kind__in",
                        (
                            "enterprise",
                            "association",
                            "foundation",
                            "social_service_organisation",
                            "social_organisation",
                            "rural_collective",
                            "self_governing_organisation",
                            "individual",
                        ),
                    ),
                    _connector="OR",
                ),
                name="body_level_of_budget_units",
                violation_error_message="预算单位要填写预算级次。",
            ),
        ),
        migrations.AddConstraint(
            model_name="body",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("is_finance_office", False),
                    ("office", None),
                    ("office", models.F("id")),
                    _connector="OR",
                ),
                name="body_finance_office_is_its_own",
                violation_error_message="财政部门的主管财政部门是它自己。",
            ),
        ),
        migrations.AddConstraint(
            model_name="body",
            constraint=models.CheckConstraint(
                condition=models.Q(("size", ""), ("kind", "enterprise"), _connector="OR"),
                name="body_size_of_enterprises",
                violation_error_message="只有企业填写规模。",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="designation",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION '单位的沿革只能添加，不能修改、删除（%）', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';",
                    hash="cca0ae1e41895c513a1db0b331df58718749d0e9",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_1554c",
                    table="registry_designation",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="designation",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only_whole",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION '单位的沿革只能添加，不能修改、删除（%）', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';",
                    hash="a8226f9303e4cbde5529b3943342188727f0f8b9",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_append_only_whole_2f2a4",
                    table="registry_designation",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="succession",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION '单位的沿革只能添加，不能修改、删除（%）', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';",
                    hash="744fdd3539729d332415594cf347f271285da7c1",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_41a50",
                    table="registry_succession",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="succession",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only_whole",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION '单位的沿革只能添加，不能修改、删除（%）', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';",
                    hash="d7bfbfc7ba29dcb22f2acc8dbb0cc6eb53676e4e",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_append_only_whole_91a64",
                    table="registry_succession",
                    when="BEFORE",
                ),
            ),
        ),
    ]
