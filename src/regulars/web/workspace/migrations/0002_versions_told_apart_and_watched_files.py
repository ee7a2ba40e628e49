"""Custom segments say what changed, what they are for and what SQL they came from; files of watched folders are remembered."""

from typing import Any, ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """Adds the columns, and the table of watched files."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("workspace", "0001_initial")]

    operations: ClassVar[list[Any]] = [
        migrations.CreateModel(
            name="WatchedFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("path", models.TextField(unique=True)),
                ("size", models.BigIntegerField()),
                ("modified_ns", models.BigIntegerField()),
                ("state", models.CharField(max_length=10)),
                ("problem", models.TextField(default="")),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.AddField("segment", "description", models.TextField(default="")),
        migrations.AddField("segment", "playbook", models.CharField(max_length=120, default="")),
        migrations.AddField("segmentversion", "sql", models.TextField(default="")),
        migrations.AddField("segmentversion", "changes", models.JSONField(default=dict)),
    ]
