"""The one key that a sandbox signs its tokens with, and where it comes from."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Literal, Self

from sandbox.errors import BadSetting

Algorithm = Literal["HS256", "RS256", "ES256"]

_MIN_SECRET_BYTES = 32  # as long as the hash, RFC 7518 section 3.2
_PERSISTED_NAME = "jwt-secret"


@dataclass(frozen=True, slots=True)
class SigningKey:
    """An algorithm with its material: a secret twice, or a private and a public key in PEM."""

    algorithm: Algorithm
    signing: bytes = field(repr=False)
    verifying: bytes = field(repr=False)
    jwk: Mapping[str, str] | None = None

    @property
    def key_id(self) -> str | None:
        """The `kid` of the public key; a secret has none."""
        return None if self.jwk is None else self.jwk["kid"]

    def jwks(self) -> dict[str, list[dict[str, str]]]:
        """Return the document for `/.well-known/jwks.json`, where a secret never appears."""
        return {"keys": [] if self.jwk is None else [dict(self.jwk)]}

    def stranger(self) -> Self:
        """Return a new random key for the same algorithm."""
        if self.algorithm == "HS256":
            return self.generated()
        return self._from_pem(_asymmetric().generate(self.algorithm))

    @classmethod
    def from_secret(cls, secret: bytes) -> Self:
        """Return an HS256 key from the value of `SANDBOX_JWT_SECRET`."""
        return cls._from_named_secret(secret, "SANDBOX_JWT_SECRET")

    @classmethod
    def from_file(cls, path: Path) -> Self:
        """Return an HS256 key from the bytes of a file, exactly as they are."""
        return cls._from_named_secret(_read(path), f"the file of SANDBOX_JWT_SECRET_FILE, {path},")

    @classmethod
    def from_private_key_file(cls, path: Path) -> Self:
        """Return an RS256 key from RSA in PEM, or an ES256 key from EC P-256."""
        pem = _read(path)
        try:
            return cls._from_pem(pem)
        except ValueError as error:
            raise BadSetting(
                f"SANDBOX_JWT_PRIVATE_KEY_FILE, {path}, holds no usable private key: {error}"
            ) from error

    @classmethod
    def generated(cls) -> Self:
        """Return a random HS256 key that lives as long as the process."""
        secret = _new_secret()
        return cls("HS256", secret, secret)

    @classmethod
    def persisted(cls, folder: Path) -> Self:
        """Return the random HS256 key of a data folder, made at the first call."""
        path = folder / _PERSISTED_NAME
        try:
            if not path.exists():
                _create(path, _new_secret())
        except OSError as error:
            raise BadSetting(
                f"the token secret cannot be kept in {folder} ({error}): set SANDBOX_JWT_SECRET"
            ) from error
        return cls._from_named_secret(_read(path), str(path))

    @classmethod
    def _from_named_secret(cls, secret: bytes, name: str) -> Self:
        if len(secret) < _MIN_SECRET_BYTES:
            raise BadSetting(f"{name} has {len(secret)} bytes; HS256 needs at least {_MIN_SECRET_BYTES}")
        return cls("HS256", secret, secret)

    @classmethod
    def _from_pem(cls, pem: bytes) -> Self:
        pair = _asymmetric().read(pem)
        return cls(pair.algorithm, pair.private_pem, pair.public_pem, pair.jwk)


def _asymmetric() -> ModuleType:
    try:
        from sandbox.auth import asymmetric  # noqa: PLC0415  needs an optional dependency
    except ModuleNotFoundError as error:
        raise BadSetting(
            "SANDBOX_JWT_PRIVATE_KEY_FILE needs cryptography: install ocpplab-sandbox with its extra crypto"
        ) from error
    return asymmetric


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise BadSetting(f"the key file {path} cannot be read: {error.strerror}") from error


def _new_secret() -> bytes:
    # Not from `Ids`: a seed makes ids predictable, and a key must never be.
    return secrets.token_hex(_MIN_SECRET_BYTES).encode()


def _create(path: Path, secret: bytes) -> None:
    """Write a private file that appears complete, or not at all when another process was first."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    with open(draft, "xb", opener=_private) as file:
        file.write(secret)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)  # unlike a rename, it never replaces
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, mode=0o600)
