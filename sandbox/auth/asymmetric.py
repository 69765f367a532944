"""RSA and EC key pairs. The only importer of cryptography, an optional extra: import this module lazily."""

import hashlib
import json
from typing import Literal, NamedTuple

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from sandbox.auth import compact

_RSA_BITS = 2048  # the least that RFC 7518 section 3.3 allows
_RSA_EXPONENT = 65537
_P256_BYTES = 32

PairAlgorithm = Literal["RS256", "ES256"]
PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


class KeyPair(NamedTuple):
    """A private key in PEM, with all that follows from it."""

    algorithm: PairAlgorithm
    private_pem: bytes
    public_pem: bytes
    jwk: dict[str, str]


def read(pem: bytes) -> KeyPair:
    """Return the pair of the private key in *pem*; raise `ValueError` with what is wrong with it."""
    try:
        key = load_pem_private_key(pem, password=None)
    except TypeError as error:
        raise ValueError("the key is encrypted; only keys without a password are read") from error
    except UnsupportedAlgorithm as error:
        raise ValueError(f"the key is of an unknown kind: {error}") from error
    if isinstance(key, rsa.RSAPrivateKey) and key.key_size >= _RSA_BITS:
        return _pair("RS256", key, _rsa_numbers(key.public_key()))
    if isinstance(key, ec.EllipticCurvePrivateKey) and isinstance(key.curve, ec.SECP256R1):
        return _pair("ES256", key, _ec_numbers(key.public_key()))
    raise ValueError(f"the key must be RSA of {_RSA_BITS} bits or more, or EC P-256")


def generate(algorithm: PairAlgorithm) -> bytes:
    """Return a new private key for *algorithm* in PEM."""
    if algorithm == "RS256":
        return _pem(rsa.generate_private_key(_RSA_EXPONENT, _RSA_BITS))
    return _pem(ec.generate_private_key(ec.SECP256R1()))


def _pem(key: PrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _pair(algorithm: PairAlgorithm, key: PrivateKey, numbers: dict[str, str]) -> KeyPair:
    public_pem = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    jwk = {**numbers, "alg": algorithm, "use": "sig", "kid": _thumbprint(numbers)}
    return KeyPair(algorithm, _pem(key), public_pem, jwk)


def _rsa_numbers(key: rsa.RSAPublicKey) -> dict[str, str]:
    numbers = key.public_numbers()
    return {"kty": "RSA", "n": _unsigned(numbers.n), "e": _unsigned(numbers.e)}


def _ec_numbers(key: ec.EllipticCurvePublicKey) -> dict[str, str]:
    numbers = key.public_numbers()
    x, y = (compact.encode(n.to_bytes(_P256_BYTES, "big")) for n in (numbers.x, numbers.y))
    return {"kty": "EC", "crv": "P-256", "x": x, "y": y}


def _unsigned(number: int) -> str:
    return compact.encode(number.to_bytes((number.bit_length() + 7) // 8, "big"))


def _thumbprint(numbers: dict[str, str]) -> str:
    """Return the id that RFC 7638 gives to a public key: the same key, the same id."""
    canonical = json.dumps(numbers, separators=(",", ":"), sort_keys=True)
    return compact.encode(hashlib.sha256(canonical.encode()).digest())
