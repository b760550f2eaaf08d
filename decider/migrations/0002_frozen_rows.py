"""Let the database refuse changes to what was decided (see decider/models/frozen.py)."""

from typing import ClassVar

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from decider.models import frozen


def install(apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    frozen.install(schema_editor)


def remove(apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    frozen.remove(schema_editor)


class Migration(migrations.Migration):
    dependencies: ClassVar = [("decider", "0001_initial")]
    operations: ClassVar = [migrations.RunPython(install, remove)]
