"""Discovery and the token endpoint, by themselves and through libraries that verify tokens."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import httpx
import jwt
import pytest
from joserfc.jwk import KeySet
from joserfc.jwt import JWTClaimsRegistry, decode

from sandbox.auth import asymmetric
from sandbox.kit import in_process
from sandbox.server import Server
from sandbox.settings import Settings

CONFIGURATION = "/.well-known/openid-configuration"
GRANT = {"grant_type": "client_credentials", "client_id": "my-app"}
OTHER = "22222222-2222-4222-8222-222222222222"


def claims_of(token: str) -> dict[str, Any]:
    claims: dict[str, Any] = jwt.decode(token, options={"verify_signature": False})
    return claims


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


@pytest.fixture(scope="module", params=["RS256", "ES256"])
def algorithm(request: pytest.FixtureRequest) -> Literal["RS256", "ES256"]:
    chosen: Literal["RS256", "ES256"] = request.param
    return chosen


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory, algorithm: Literal["RS256", "ES256"]) -> Path:
    path: Path = tmp_path_factory.mktemp("keys") / "key.pem"
    path.write_bytes(asymmetric.generate(algorithm))
    return path


@pytest.fixture(scope="module")
def provider(key: Path) -> Iterator[httpx.Client]:
    """A client of a sandbox that listens and signs with a key pair."""
    with (
        Server(Settings.of(port=0, jwt_private_key_file=key, log_level="warning")) as server,
        httpx.Client(base_url=server.url, trust_env=False) as client,
    ):
        yield client


def test_what_is_discovered_is_all_that_a_verifier_needs(provider: httpx.Client, algorithm: str) -> None:
    found = provider.get(CONFIGURATION).json()
    url = str(provider.base_url).rstrip("/")
    assert found["issuer"] == url
    assert found["jwks_uri"] == f"{url}/.well-known/jwks.json"
    assert found["token_endpoint"] == f"{url}/oauth2/token"
    assert found["id_token_signing_alg_values_supported"] == [algorithm]
    assert found["grant_types_supported"] == ["client_credentials"]


@pytest.mark.parametrize("way", ["oauth2", "dev"])
def test_pyjwt_verifies_what_it_has_discovered(provider: httpx.Client, way: str) -> None:
    found = provider.get(CONFIGURATION).json()
    answer = (
        provider.post(found["token_endpoint"], data=GRANT) if way == "oauth2" else provider.get("/dev/token")
    )
    token = answer.json()["access_token"]
    key = jwt.PyJWKClient(found["jwks_uri"]).get_signing_key_from_jwt(token)
    algorithms = found["id_token_signing_alg_values_supported"]
    jwt.decode(token, key, algorithms=algorithms, issuer=found["issuer"], audience="ocpplab-gateway")


def test_joserfc_verifies_what_it_has_discovered(provider: httpx.Client) -> None:
    found = provider.get(CONFIGURATION).json()
    token = provider.post(found["token_endpoint"], data=GRANT).json()["access_token"]
    keys = KeySet.import_key_set(provider.get(found["jwks_uri"]).json())
    verified = decode(token, keys, algorithms=found["id_token_signing_alg_values_supported"])
    JWTClaimsRegistry(iss={"essential": True, "value": found["issuer"]}).validate(verified.claims)
    assert verified.claims["sub"] == "my-app"


def test_a_token_is_good_under_every_name_of_the_sandbox(provider: httpx.Client) -> None:
    port = provider.base_url.port
    token = provider.post("/oauth2/token", data=GRANT).json()["access_token"]
    by_name = provider.get(f"http://localhost:{port}/locations", headers=bearer(token))
    assert by_name.status_code == 200


def test_an_issuer_that_is_set_is_that_of_tokens_and_discovery(key: Path) -> None:
    settings = Settings.of(world="empty", jwt_private_key_file=key, jwt_issuer="https://login.example")
    with in_process(settings) as sandbox:
        assert sandbox.client.get(CONFIGURATION).json()["issuer"] == "https://login.example"
        assert claims_of(sandbox.user_token())["iss"] == "https://login.example"
        assert sandbox.client.get("/locations").status_code == 200


@pytest.mark.parametrize(
    "issuer", ["http://evil.example", "ftp://localhost", "http://localhost/path", "localhost"]
)
def test_the_url_of_somebody_else_is_no_issuer(key: Path, issuer: str) -> None:
    stranger = Settings.of(world="empty", jwt_private_key_file=key, jwt_issuer=issuer, seed=1)
    with in_process(stranger) as other:
        token = other.user_token()
    with in_process(Settings.of(world="empty", jwt_private_key_file=key, seed=1)) as sandbox:
        answer = sandbox.client.get("/locations", headers=bearer(token))
    assert answer.status_code == 401
    assert "expected the URL of this sandbox" in answer.json()["detail"]


def test_the_name_of_the_sandbox_is_an_issuer_all_the_same(key: Path) -> None:
    named = Settings.of(world="empty", jwt_private_key_file=key, jwt_issuer="ocpplab-sandbox", seed=1)
    with in_process(named) as other:
        token = other.admin_token()
    with in_process(Settings.of(world="empty", jwt_private_key_file=key, seed=1)) as sandbox:
        assert sandbox.client.get("/catalog/brands", headers=bearer(token)).status_code == 200


def test_a_secret_cannot_be_discovered(client: httpx.Client) -> None:
    answer = client.get(CONFIGURATION)
    assert answer.status_code == 404
    assert "SANDBOX_JWT_PRIVATE_KEY_FILE" in answer.json()["detail"]


def test_without_the_control_plane_there_are_keys_and_no_tokens(key: Path) -> None:
    settings = Settings.of(port=0, dev=False, jwt_private_key_file=key, log_level="warning")
    with Server(settings) as server, httpx.Client(base_url=server.url, trust_env=False) as client:
        assert "token_endpoint" not in client.get(CONFIGURATION).json()
        assert client.post("/oauth2/token", data=GRANT).status_code == 404


def test_a_client_gets_a_token_of_its_name(client: httpx.Client) -> None:
    answer = client.post("/oauth2/token", data=GRANT)
    assert answer.headers["Cache-Control"] == "no-store"
    token = answer.json()
    assert (token["token_type"], token["expires_in"], token["role"]) == ("Bearer", 3600, "user")
    assert claims_of(token["access_token"])["sub"] == "my-app"
    assert client.get("/locations", headers=bearer(token["access_token"])).status_code == 200


def test_a_client_may_say_who_it_is_in_the_header(client: httpx.Client) -> None:
    grant = {"grant_type": "client_credentials", "role": "admin"}
    answer = client.post("/oauth2/token", data=grant, auth=httpx.BasicAuth("my%20app", "secret"))
    claims = claims_of(answer.json()["access_token"])
    assert (claims["sub"], claims["role"]) == ("my app", "admin")


def test_a_client_may_choose_the_organization_and_the_time() -> None:
    with in_process(Settings.of()) as sandbox:
        wanted = {"organization_id": OTHER, "expires_in": "60"}
        token = sandbox.client.post("/oauth2/token", data=GRANT | wanted).json()
    assert (token["organization_id"], token["expires_in"]) == (OTHER, 60)


@pytest.mark.parametrize(
    ("form", "code", "about"),
    [
        ({"grant_type": "password"}, "unsupported_grant_type", "password"),
        ({"grant_type": ""}, "invalid_request", "grant_type"),
        ({"client_id": ""}, "invalid_request", "client_id"),
        ({"client_id": "x" * 201}, "invalid_request", "client_id"),
        ({"role": "root"}, "invalid_request", "role"),
        ({"expires_in": "soon"}, "invalid_request", "expires_in"),
        ({"organization_id": "nobody"}, "invalid_request", "organization_id"),
        ({"organization_id": OTHER}, "invalid_request", "Organization not found"),
        ({"grant_type": ["client_credentials", "client_credentials"]}, "invalid_request", "more than once"),
    ],
)
def test_a_grant_is_refused_in_the_terms_of_oauth(
    client: httpx.Client, form: dict[str, Any], code: str, about: str
) -> None:
    answer = client.post("/oauth2/token", data=GRANT | form)
    assert answer.status_code == 400
    assert answer.json()["error"] == code
    assert about in answer.json()["error_description"]
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", "application/x-www-form-urlencoded"),
        (b"\xff=1", "application/x-www-form-urlencoded"),
        (b"grant_type", "application/x-www-form-urlencoded"),
        (b'{"grant_type": "client_credentials"}', "application/json"),
    ],
)
def test_what_is_no_form_is_refused_in_the_terms_of_oauth(
    client: httpx.Client, content: bytes, kind: str
) -> None:
    answer = client.post("/oauth2/token", content=content, headers={"Content-Type": kind})
    assert answer.status_code == 400
    assert answer.json()["error"] == "invalid_request"


def test_credentials_that_are_no_base64_are_refused(client: httpx.Client) -> None:
    form = {"grant_type": "client_credentials"}
    answer = client.post("/oauth2/token", data=form, headers={"Authorization": "Basic !"})
    assert answer.json()["error"] == "invalid_request"
