from __future__ import annotations

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_sign_ups")]

    operations = [migrations.RemoveConstraint(model_name="signup", name="sign_up_waits_once")]
