"""A migration's operation that makes the tables of an app at once, instead of model after model."""

from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations import CreateModel
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState


class CreateModels(Operation):
    """Django renders every model it knows again after each single operation: a minute for a new installation."""

    reversible = False  # before the first tables there was no installation
    serialization_expand_args = ["models"]

    def __init__(self, models: list[CreateModel]) -> None:
        self.models = models

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        state.__dict__.pop("apps", None)  # rendered when it is next asked for
        for model in self.models:
            model.state_forwards(app_label, state)

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, _before: Any, after: ProjectState
    ) -> None:
        for model in self.models:
            made = after.apps.get_model(app_label, model.name)
            if self.allow_migrate_model(schema_editor.connection.alias, made):
                schema_editor.create_model(made)

    def describe(self) -> str:
        return f"Create the tables of {len(self.models)} models"
