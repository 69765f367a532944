import base64
import hashlib
import json
import stat
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
)

from sandbox.auth import compact, keys
from sandbox.auth.keys import Algorithm, SigningKey
from sandbox.errors import BadSetting, Unauthorized
from tests.auth.samples import authority, user_token

PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey


def write_key(folder: Path, key: PrivateKey, encryption: KeySerializationEncryption | None = None) -> Path:
    path = folder / "key.pem"
    path.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption or NoEncryption()))
    return path


@pytest.fixture(scope="module")
def rsa_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


def pair(algorithm: Algorithm, folder: Path, rsa_key: rsa.RSAPrivateKey) -> SigningKey:
    private = rsa_key if algorithm == "RS256" else ec.generate_private_key(ec.SECP256R1())
    return SigningKey.from_private_key_file(write_key(folder, private))


@pytest.fixture(params=["RS256", "ES256"])
def pair_key(request: pytest.FixtureRequest, tmp_path: Path, rsa_key: rsa.RSAPrivateKey) -> SigningKey:
    return pair(request.param, tmp_path, rsa_key)


@pytest.fixture(params=["HS256", "RS256", "ES256"])
def any_key(request: pytest.FixtureRequest, tmp_path: Path, rsa_key: rsa.RSAPrivateKey) -> SigningKey:
    return SigningKey.generated() if request.param == "HS256" else pair(request.param, tmp_path, rsa_key)


def test_secret_of_31_bytes_is_refused_by_the_name_of_its_setting() -> None:
    with pytest.raises(BadSetting, match=r"SANDBOX_JWT_SECRET has 31 bytes; HS256 needs at least 32"):
        SigningKey.from_secret(b"x" * 31)


def test_secret_of_32_bytes_is_accepted() -> None:
    assert SigningKey.from_secret(b"x" * 32).algorithm == "HS256"


def test_secret_file_is_taken_byte_for_byte(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    path.write_bytes(b"\xff" * 32 + b"\r\n")
    assert SigningKey.from_file(path).signing == b"\xff" * 32 + b"\r\n"


def test_short_secret_file_is_refused_by_the_name_of_its_setting(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    path.write_bytes(b"short")
    with pytest.raises(BadSetting, match="SANDBOX_JWT_SECRET_FILE"):
        SigningKey.from_file(path)


def test_missing_key_file_is_refused_by_its_path(tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match=r"absent cannot be read: No such file"):
        SigningKey.from_file(tmp_path / "absent")


def test_key_does_not_show_its_secret() -> None:
    assert "xxxx" not in repr(SigningKey.from_secret(b"x" * 32))


def test_secret_is_never_published() -> None:
    assert SigningKey.generated().jwks() == {"keys": []}


def test_generated_keys_differ() -> None:
    assert SigningKey.generated() != SigningKey.generated()


def test_key_verifies_what_it_signed(any_key: SigningKey) -> None:
    assert authority(any_key).verify(user_token(any_key)).subject == "ada"


def test_stranger_has_the_same_algorithm(any_key: SigningKey) -> None:
    assert any_key.stranger().algorithm == any_key.algorithm


def test_key_refuses_what_a_stranger_signed(any_key: SigningKey) -> None:
    with pytest.raises(Unauthorized):
        authority(any_key).verify(user_token(any_key.stranger()))


def test_published_key_has_no_private_part(pair_key: SigningKey) -> None:
    (published,) = pair_key.jwks()["keys"]
    assert published.keys() <= {"kty", "alg", "use", "kid", "n", "e", "crv", "x", "y"}


def test_published_key_is_named_by_its_rfc_7638_thumbprint(pair_key: SigningKey) -> None:
    (published,) = pair_key.jwks()["keys"]
    members = {name: value for name, value in published.items() if name not in {"alg", "use", "kid"}}
    canonical = json.dumps(members, separators=(",", ":"), sort_keys=True).encode()
    assert published["kid"] == compact.encode(hashlib.sha256(canonical).digest()) == pair_key.key_id


def test_published_rsa_key_has_the_numbers_of_the_file(tmp_path: Path, rsa_key: rsa.RSAPrivateKey) -> None:
    (published,) = SigningKey.from_private_key_file(write_key(tmp_path, rsa_key)).jwks()["keys"]
    modulus = rsa_key.public_key().public_numbers().n.to_bytes(256, "big")
    assert (published["n"], published["e"]) == (compact.encode(modulus), "AQAB")


def test_token_with_a_foreign_key_id_is_refused(pair_key: SigningKey) -> None:
    _, _, rest = user_token(pair_key).partition(".")
    renamed = compact.encode_object({"alg": pair_key.algorithm, "kid": "elsewhere"})
    with pytest.raises(Unauthorized, match=r"jwks\.json"):
        authority(pair_key).verify(f"{renamed}.{rest}")


def test_signature_of_zeros_is_refused(pair_key: SigningKey) -> None:
    message, _, _ = user_token(pair_key).rpartition(".")
    with pytest.raises(Unauthorized, match="signature"):
        authority(pair_key).verify(f"{message}.{compact.encode(bytes(64))}")


@pytest.mark.parametrize(
    "private",
    [
        ec.generate_private_key(ec.SECP384R1()),
        ed25519.Ed25519PrivateKey.generate(),
        rsa.generate_private_key(65537, 1024),
    ],
)
def test_private_key_of_another_kind_is_refused(tmp_path: Path, private: PrivateKey) -> None:
    with pytest.raises(BadSetting, match=r"RSA of 2048 bits or more, or EC P-256"):
        SigningKey.from_private_key_file(write_key(tmp_path, private))


def test_encrypted_private_key_is_refused(tmp_path: Path, rsa_key: rsa.RSAPrivateKey) -> None:
    path = write_key(tmp_path, rsa_key, BestAvailableEncryption(b"password"))
    with pytest.raises(BadSetting, match="encrypted"):
        SigningKey.from_private_key_file(path)


def test_private_key_of_an_unknown_algorithm_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "key.pem"
    unknown = base64.b64encode(bytes.fromhex("300b020100300406022a030400")).decode()
    path.write_text(f"-----BEGIN PRIVATE KEY-----\n{unknown}\n-----END PRIVATE KEY-----\n")
    with pytest.raises(BadSetting, match="unknown kind"):
        SigningKey.from_private_key_file(path)


def test_private_key_file_of_something_else_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "key.pem"
    path.write_bytes(b"not a key")
    with pytest.raises(BadSetting, match="no usable private key"):
        SigningKey.from_private_key_file(path)


def test_missing_cryptography_is_explained(
    tmp_path: Path, rsa_key: rsa.RSAPrivateKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_key(tmp_path, rsa_key)
    monkeypatch.setitem(sys.modules, "sandbox.auth.asymmetric", None)
    monkeypatch.delattr("sandbox.auth.asymmetric", raising=False)
    with pytest.raises(BadSetting, match="install ocpplab-sandbox with its extra crypto"):
        SigningKey.from_private_key_file(path)


def test_persisted_key_is_the_same_the_next_time(tmp_path: Path) -> None:
    assert SigningKey.persisted(tmp_path) == SigningKey.persisted(tmp_path)


def test_persisted_key_makes_its_folder(tmp_path: Path) -> None:
    assert SigningKey.persisted(tmp_path / "new" / "data").algorithm == "HS256"


def test_persisted_keys_of_two_folders_differ(tmp_path: Path) -> None:
    assert SigningKey.persisted(tmp_path / "a") != SigningKey.persisted(tmp_path / "b")


def test_persisted_key_is_private_and_alone(tmp_path: Path) -> None:
    SigningKey.persisted(tmp_path)
    (path,) = tmp_path.iterdir()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_persisted_key_of_a_process_that_was_first_is_kept(tmp_path: Path) -> None:
    key = SigningKey.persisted(tmp_path)
    keys._create(next(tmp_path.iterdir()), b"y" * 32)
    assert SigningKey.persisted(tmp_path) == key


def test_persisted_key_can_be_given_as_a_secret_file(tmp_path: Path) -> None:
    key = SigningKey.persisted(tmp_path)
    (path,) = tmp_path.iterdir()
    assert SigningKey.from_file(path) == key


def test_folder_that_cannot_hold_a_key_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(BadSetting, match="set SANDBOX_JWT_SECRET"):
        SigningKey.persisted(tmp_path / "file" / "data")


@pytest.mark.parametrize("algorithm", ["RS256", "ES256"])
def test_algorithm_follows_from_the_private_key(
    algorithm: Algorithm, tmp_path: Path, rsa_key: rsa.RSAPrivateKey
) -> None:
    assert pair(algorithm, tmp_path, rsa_key).algorithm == algorithm
