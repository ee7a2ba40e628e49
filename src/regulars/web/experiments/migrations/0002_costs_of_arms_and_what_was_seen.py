"""What the arms of experiments cost, and what a reading said last."""

from typing import Any, ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """Adds them."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("experiments", "0001_initial")]

    operations: ClassVar[list[Any]] = [
        migrations.AddField("arm", "contact_cost", models.DecimalField(decimal_places=4, default=0, max_digits=18)),
        migrations.AddField("arm", "redemption_cost", models.DecimalField(decimal_places=4, max_digits=18, null=True)),
        migrations.AddField("arm", "coupon", models.CharField(default="", max_length=100)),
        migrations.AddField("experiment", "seen", models.JSONField(default=dict)),
    ]
