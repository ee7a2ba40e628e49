"""The first table of jobs."""

from typing import Any, ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Makes it."""

    initial = True

    dependencies: ClassVar[list[Any]] = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations: ClassVar[list[Any]] = [
        migrations.CreateModel(
            name="Job",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=40)),
                ("arguments", models.JSONField(default=dict)),
                ("state", models.CharField(default="queued", max_length=20)),
                ("actor", models.CharField(max_length=200)),
                ("made", models.DateTimeField()),
                ("not_before", models.DateTimeField(null=True)),
                ("started", models.DateTimeField(null=True)),
                ("finished", models.DateTimeField(null=True)),
                ("cancel_asked", models.BooleanField(default=False)),
                ("run", models.BigIntegerField(null=True)),
                ("steps", models.JSONField(default=list)),
                ("result", models.JSONField(default=dict)),
                ("problem", models.TextField(default="")),
                ("remedy", models.TextField(default="")),
                (
                    "owner",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="jobs", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
                "indexes": [models.Index(fields=["state", "made"], name="jobs_by_state")],
            },
        ),
    ]
