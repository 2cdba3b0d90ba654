from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("procurement", "0016_joined")]

    operations = [
        migrations.RemoveConstraint("framework", "framework_ended_with_reason"),
        migrations.AddConstraint(
            "framework",
            models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("state__in", ["ended"]),
                        ("ended_at__isnull", False),
                        models.Q(("end_reason", ""), _negated=True),
                    ),
                    models.Q(
                        models.Q(("state__in", ["ended"]), _negated=True),
                        ("ended_at__isnull", True),
                        ("end_reason", ""),
                    ),
                    _connector="OR",
                ),
                name="framework_ended_with_reason",
                violation_error_message="结束的框架协议必须记下什么时候、为什么。",
            ),
        ),
    ]
