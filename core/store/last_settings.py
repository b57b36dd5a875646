"""The settings that a person chose last, kept with the project."""

from __future__ import annotations

from pathlib import Path

from core import settings as train_settings
from core.errors import UserError
from core.settings import TrainSettings
from core.store import atomic
from core.store.workspace import Workspace

FILE = "settings.json"


def load_settings(workspace: Workspace) -> TrainSettings:
    """The settings as last saved, or the suggested ones before that.

    Raises:
        UserError: `general.settings_damaged` when the file holds no settings that can be used.
    """
    path = _path(workspace)
    try:
        values = atomic.read_json(path)
        if not isinstance(values, dict):
            raise UserError("general.settings_damaged", file=path.name)
        return train_settings.from_dict(values)
    except FileNotFoundError:
        return TrainSettings()
    except UserError as error:
        raise UserError("general.settings_damaged", file=path.name) from error


def save_settings(workspace: Workspace, settings: TrainSettings) -> None:
    """The settings are what `load_settings` returns from now on.

    Raises:
        UserError: `general.setting_out_of_range`, `general.disk_full` or
            `general.folder_not_writable`.
    """
    atomic.write_json(_path(workspace), train_settings.to_dict(train_settings.checked(settings)))


def reset_settings(workspace: Workspace) -> None:
    """The suggested settings are in force again, whatever the file held.

    Raises:
        UserError: `general.folder_not_writable`.
    """
    with atomic.explained(_path(workspace)):
        _path(workspace).unlink(missing_ok=True)


def _path(workspace: Workspace) -> Path:
    return workspace.folder / FILE
