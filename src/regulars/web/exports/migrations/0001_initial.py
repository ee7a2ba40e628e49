"""The tables of exports."""

from typing import Any, ClassVar

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Makes them."""

    initial = True

    dependencies: ClassVar[list[tuple[str, str]]] = []

    operations: ClassVar[list[Any]] = [
        migrations.CreateModel(
            name="AudienceVersions",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("versions", models.JSONField()),
            ],
        ),
        migrations.CreateModel(
            name="Audience",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("segment", models.CharField(max_length=260)),
                ("destination", models.CharField(max_length=40)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("segment", "destination"), name="one_audience_per_destination")],
            },
        ),
        migrations.CreateModel(
            name="ExportRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("state", models.CharField(max_length=20)),
                ("mode", models.CharField(max_length=20)),
                ("actor", models.CharField(max_length=200)),
                ("started", models.DateTimeField()),
                ("finished", models.DateTimeField(null=True)),
                ("place", models.TextField(default="")),
                ("problem", models.TextField(default="")),
                ("receipt", models.JSONField(default=dict)),
                (
                    "audience",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="runs", to="exports.audience"),
                ),
            ],
        ),
    ]
