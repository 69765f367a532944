"""`/dev/settings`: how this sandbox was started."""

from typing import Any

from sandbox.dev.rows import row
from sandbox.rest.views import View
from sandbox.settings import Settings, variable


class SettingResponse(View):
    """One setting."""

    name: str
    variable: str
    value: Any
    description: str


class SettingsResponse(View):
    """All settings."""

    settings: list[SettingResponse]


def get_settings(settings: Settings) -> SettingsResponse:
    """Show the settings; secrets are masked."""
    shown = settings.shown()
    return SettingsResponse(
        settings=[
            SettingResponse(
                name=name, variable=variable(name), value=shown[name], description=field.description or ""
            )
            for name, field in Settings.model_fields.items()
        ]
    )


OPERATIONS = (row("GET", "/dev/settings", get_settings),)
