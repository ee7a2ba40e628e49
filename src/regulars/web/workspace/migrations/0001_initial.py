"""The first tables of the application database."""

from typing import Any, ClassVar

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Makes them."""

    initial = True

    dependencies: ClassVar[list[tuple[str, str]]] = []

    operations: ClassVar[list[Any]] = [
        migrations.CreateModel(
            name="AuditEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("actor", models.CharField(max_length=200)),
                ("action", models.CharField(max_length=60)),
                ("about", models.JSONField(default=dict)),
            ],
        ),
        migrations.CreateModel(
            name="Run",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=20)),
                ("state", models.CharField(max_length=20)),
                ("actor", models.CharField(max_length=200)),
                ("started", models.DateTimeField()),
                ("finished", models.DateTimeField(null=True)),
                ("problem", models.TextField(default="")),
                ("report", models.JSONField(default=dict)),
            ],
        ),
        migrations.CreateModel(
            name="Segment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120, unique=True)),
                ("state", models.CharField(max_length=10)),
            ],
        ),
        migrations.CreateModel(
            name="Source",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=200, unique=True)),
                ("table", models.CharField(max_length=40)),
                ("columns", models.JSONField()),
                ("answers", models.JSONField()),
                ("mapping", models.JSONField()),
                ("first_seen", models.DateTimeField()),
                ("last_seen", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Publication",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=20)),
                ("at", models.DateTimeField()),
                ("as_of", models.DateTimeField(null=True)),
                ("versions", models.JSONField()),
                ("facts", models.JSONField(default=dict)),
                ("run", models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, to="workspace.run")),
            ],
        ),
        migrations.CreateModel(
            name="Step",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60)),
                ("rows", models.BigIntegerField(null=True)),
                ("seconds", models.FloatField(null=True)),
                ("run", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="steps", to="workspace.run")),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="SegmentVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("author", models.CharField(max_length=200)),
                ("at", models.DateTimeField()),
                ("words", models.TextField(default="")),
                ("sentence", models.TextField()),
                ("criteria", models.JSONField()),
                (
                    "segment",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="versions", to="workspace.segment"),
                ),
            ],
            options={
                "ordering": ["number"],
                "constraints": [models.UniqueConstraint(fields=("segment", "number"), name="one_version_per_number")],
            },
        ),
    ]
