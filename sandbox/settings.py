"""Every setting, with its environment variable; the only reader of the environment."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    StringConstraints,
    ValidationError,
    model_validator,
)

from sandbox.errors import BadSetting

PREFIX = "SANDBOX_"


HostName = Annotated[str, StringConstraints(pattern=r"^(\*|(\*\.)?[A-Za-z0-9_.-]+|\[[0-9A-Fa-f:.]+\])$")]
Origin = Annotated[str, StringConstraints(pattern=r"^(\*|https?://[^/\s]+)$")]


def _words(value: object) -> object:
    """Split `a, b` as it stands in an environment variable."""
    return tuple(value.replace(",", " ").split()) if isinstance(value, str) else value


Target = Annotated[str, StringConstraints(pattern=r"^(\*|(\*\.)?[A-Za-z0-9_.:/\[\]-]+)$")]
Targets = Annotated[tuple[Target, ...], BeforeValidator(_words)]
Hosts = Annotated[tuple[HostName, ...], BeforeValidator(_words)]
Origins = Annotated[tuple[Origin, ...], BeforeValidator(_words)]
Switch = Annotated[bool, Field(strict=False)]


class Settings(BaseModel):
    """What can be set: by argument, or by `SANDBOX_<NAME>` in the environment."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=False)

    host: str = Field("127.0.0.1", description="Address to listen on.")
    port: int = Field(8000, ge=0, le=65535, description="Port to listen on; 0 takes a free one.")
    data: Path | None = Field(
        None, description="Folder to keep the state in; without it the state lives in memory."
    )
    world: str = Field(
        "default", min_length=1, description="World to open: `default`, `empty`, `demo` or a file."
    )
    reload_world: Switch = Field(False, description="Open the world anew whenever its file changes.")
    log_level: Literal["critical", "error", "warning", "info", "debug"] = Field(
        "info", description="How much the server logs."
    )
    dev: Switch = Field(True, description="Serve the control plane under `/dev`.")
    strict: Switch = Field(
        False, description="Refuse unknown fields and parameters, and name the nearest of unknown routes."
    )
    seed: int | None = Field(
        None, description="Seed for identifiers, to get the same ones at each start; random without it."
    )
    fsync: Switch = Field(True, description="Wait for the disk on every write to the data folder.")
    allowed_hosts: Hosts = Field(
        (), description="`Host` names accepted besides loopback ones; `*` accepts all."
    )
    allowed_origins: Origins = Field((), description="Browser origins accepted besides loopback ones.")
    max_body_bytes: int = Field(1_048_576, ge=1024, description="Largest request body, in bytes.")
    max_import_bytes: int = Field(
        268_435_456, ge=1024, description="Largest world file that `/dev/import` takes, in bytes."
    )
    log_retention: int = Field(1000, ge=10, description="OCPP frames kept per charger; the oldest go first.")
    journal_size: int = Field(
        1000, ge=0, le=1_000_000, description="Requests kept for `/dev/requests`; 0 for none."
    )
    provisioning_seconds: float = Field(
        2,
        ge=0,
        le=86_400,
        allow_inf_nan=False,
        description="Seconds that a creation in the background takes; 0 for none.",
    )
    command_seconds: float = Field(
        0,
        ge=0,
        le=86_400,
        allow_inf_nan=False,
        description="Seconds that a command is on its way to a charger.",
    )
    command_lifetime_seconds: float = Field(
        3600,
        ge=1,
        le=31_536_000,
        allow_inf_nan=False,
        description="Seconds that a command may wait for a charger that is not connected.",
    )
    csms: Literal["loopback", "live"] = Field(
        "loopback",
        description="`loopback`: a CSMS that is built in, and nothing leaves the process; "
        "`live`: each charger connects to its `ws_url`.",
    )
    csms_allow: Targets = Field(
        (),
        description="Where chargers may connect to besides loopback: "
        "hosts, `*.name`, addresses, networks; `*` is everywhere.",
    )
    csms_validation: Switch = Field(True, description="Check OCPP frames against the official schemas.")
    csms_ca_file: Path | None = Field(
        None,
        description="PEM file with certificates that a CSMS may be vouched for by, besides the system's.",
    )
    csms_client_cert: Path | None = Field(
        None, description="PEM file with the certificate that chargers of security profile 3 show."
    )
    csms_client_key: Path | None = Field(None, description="PEM file with the key of that certificate.")
    jwt_secret: SecretStr | None = Field(None, description="HS256 secret, at least 32 bytes.")
    jwt_secret_file: Path | None = Field(None, description="File that holds the HS256 secret, byte for byte.")
    jwt_private_key_file: Path | None = Field(
        None, description="PEM private key: RSA signs RS256, P-256 signs ES256 (needs the `crypto` extra)."
    )
    jwt_issuer: str = Field(
        "ocpplab-sandbox",
        min_length=1,
        description="`iss` claim that tokens carry and must carry; "
        "with a private key and unless set, the URL that a token was asked for at.",
    )
    jwt_audience: str = Field(
        "ocpplab-gateway", min_length=1, description="`aud` claim that tokens carry and must carry."
    )
    jwt_role_claim: str = Field("role", min_length=1, description="Name of the claim that holds the role.")
    jwt_organization_claim: str = Field(
        "organization_id", min_length=1, description="Name of the claim that holds the organization."
    )

    @model_validator(mode="after")
    def _one_source_of_ids(self) -> Self:
        if self.seed is not None and self.data is not None:
            raise ValueError("SANDBOX_SEED gives the ids again that SANDBOX_DATA has kept: set one of them")
        return self

    @model_validator(mode="after")
    def _one_key(self) -> Self:
        keys = [name for name in _KEYS if getattr(self, name) is not None]
        if len(keys) > 1:
            raise ValueError(f"{' and '.join(map(variable, keys))} are set: tokens are signed with one key")
        return self

    @classmethod
    def of(cls, **given: Any) -> Self:
        """Return settings from arguments alone.

        Raises:
            BadSetting: a value cannot be used; the text names it and what was expected.
        """
        try:
            return cls(**given)
        except ValidationError as refused:
            raise BadSetting("\n".join(_explain(error) for error in refused.errors())) from None

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None, **given: Any) -> Self:
        """Return settings from `SANDBOX_*`; arguments that are *given* win.

        Raises:
            BadSetting: a variable has a value that cannot be used, or a name that is no setting.
        """
        environment = os.environ if environment is None else environment
        found = {
            name.removeprefix(PREFIX).lower(): value
            for name, value in environment.items()
            if name.startswith(PREFIX) and value != ""
        }
        return cls.of(**{**found, **{name: value for name, value in given.items() if value is not None}})

    def shown(self) -> dict[str, Any]:
        """Return the settings as JSON, secrets masked."""
        return self.model_dump(mode="json")


_KEYS = ("jwt_secret", "jwt_secret_file", "jwt_private_key_file")


RUNNING = "OCPPLAB_SANDBOX_URL"
"""Names a sandbox that runs, for tests and for commands."""

BASE_URL = "OCPPLAB_BASE_URL"
"""Names the service that clients are to use, which may be a sandbox."""


def running_sandbox(environment: Mapping[str, str] | None = None) -> str | None:
    """Return the URL of the sandbox that tests are to use instead of one of their own, if one is named."""
    return (os.environ if environment is None else environment).get(RUNNING) or None


def nearest_sandbox(environment: Mapping[str, str] | None = None) -> str:
    """Return the URL of the sandbox that commands speak to unless told otherwise."""
    environment = os.environ if environment is None else environment
    return running_sandbox(environment) or environment.get(BASE_URL) or "http://127.0.0.1:8000"


def environment_with(**more: str) -> dict[str, str]:
    """Return the environment of this process and *more*, for a process that it starts."""
    return {**os.environ, **more}


def variable(name: str) -> str:
    """Return the environment variable of the setting *name*."""
    return PREFIX + name.upper()


def _explain(error: Mapping[str, Any]) -> str:
    if not error["loc"]:
        return str(error["ctx"]["error"])
    name = str(error["loc"][0])
    if name not in Settings.model_fields:
        return f"{variable(name)} is not a setting; known: {', '.join(map(variable, Settings.model_fields))}"
    return f"{variable(name)} = {error['input']!r}: {error['msg']}"
