"""The tables of experiments."""

from typing import Any, ClassVar

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Makes them."""

    initial = True

    dependencies: ClassVar[list[tuple[str, str]]] = []

    operations: ClassVar[list[Any]] = [
        migrations.CreateModel(
            name="Experiment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120, unique=True)),
                ("state", models.CharField(max_length=20)),
                ("hypothesis", models.TextField(default="")),
                ("segments", models.JSONField()),
                ("metrics", models.JSONField()),
                ("days", models.PositiveIntegerField()),
                ("salt", models.CharField(max_length=200)),
                ("changes", models.JSONField()),
                ("actor", models.CharField(max_length=200)),
                ("started", models.DateTimeField()),
                ("stopped", models.DateTimeField(null=True)),
                ("facts", models.JSONField(default=dict)),
            ],
        ),
        migrations.CreateModel(
            name="GlobalHoldout",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("salt", models.CharField(max_length=200)),
                ("since", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Arm",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("place", models.PositiveIntegerField()),
                ("name", models.CharField(max_length=120)),
                ("share", models.CharField(max_length=40)),
                ("customers", models.BigIntegerField(default=0)),
                (
                    "experiment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="arms", to="experiments.experiment"
                    ),
                ),
            ],
            options={
                "ordering": ["place"],
                "constraints": [models.UniqueConstraint(fields=("experiment", "name"), name="one_arm_per_name")],
            },
        ),
    ]
