from typing import Any

import httpx
import jwt
import pytest

from sandbox.auth.defects import DEFECTS, Defect
from tests.conftest import created, problems

YEAR = 31_536_000


def mint(client: httpx.Client, **wanted: Any) -> dict[str, Any]:
    answer = client.post("/dev/token", json=wanted)
    assert answer.status_code == 200, answer.text
    token: dict[str, Any] = answer.json()
    return token


def bearer(token: dict[str, Any]) -> dict[str, str]:
    return {"Authorization": f"Bearer {token['access_token']}"}


def test_get_and_post_answer_alike(client: httpx.Client) -> None:
    got = client.get("/dev/token", params={"role": "admin", "expires_in": 60}).json()
    posted = mint(client, role="admin", expires_in=60)
    assert (
        got.keys()
        == posted.keys()
        == {
            "access_token",
            "token_type",
            "expires_in",
            "role",
            "organization_id",
        }
    )
    assert {**got, "access_token": ""} == {**posted, "access_token": ""}


def test_a_user_token_is_for_the_first_organization(client: httpx.Client) -> None:
    first = client.get("/dev/tenants").json()["data"][0]["id"]
    token = mint(client)
    assert (token["role"], token["organization_id"], token["expires_in"]) == ("user", first, 3600)


def test_an_admin_token_belongs_to_no_organization(client: httpx.Client) -> None:
    assert mint(client, role="admin")["organization_id"] is None


def test_the_claims_are_as_documented(client: httpx.Client) -> None:
    token = mint(client, sub="me", expires_in=60)
    claims = jwt.decode(token["access_token"], options={"verify_signature": False})
    assert claims.keys() == {"iss", "aud", "sub", "role", "organization_id", "iat", "nbf", "exp", "jti"}
    assert (claims["iss"], claims["aud"], claims["sub"]) == ("ocpplab-sandbox", "ocpplab-gateway", "me")
    assert claims["exp"] - claims["iat"] == 60


def test_a_token_is_not_to_be_stored(client: httpx.Client) -> None:
    assert client.get("/dev/token").headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("defect", list(Defect))
def test_each_defect_causes_its_status(client: httpx.Client, defect: Defect) -> None:
    answer = client.get("/locations", headers=bearer(mint(client, defect=defect)))
    assert answer.status_code == DEFECTS[defect].status
    assert isinstance(answer.json()["detail"], str)
    refused = answer.status_code == 401
    assert ("invalid_token" in answer.headers.get("WWW-Authenticate", "")) == refused


def test_a_user_without_an_organization_may_read_the_catalog(client: httpx.Client) -> None:
    headers = bearer(mint(client, defect="missing_organization"))
    assert client.get("/catalog/brands", headers=headers).status_code == 200


@pytest.mark.parametrize(
    ("wanted", "place"),
    [
        ({"role": "root"}, "role"),
        ({"role": ["user"]}, "role"),
        ({"expires_in": 0}, "expires_in"),
        ({"expires_in": YEAR + 1}, "expires_in"),
        ({"expires_in": True}, "expires_in"),
        ({"expires_in": "60"}, "expires_in"),
        ({"organization_id": "zzz"}, "organization_id"),
        ({"organization_id": "00000000-0000-4000-8000-000000000000"}, "organization_id"),
        ({"defect": "nope"}, "defect"),
        ({"sub": ""}, "sub"),
        ({"alg": "none"}, "alg"),
    ],
)
def test_what_makes_no_sense_is_refused_by_name(
    client: httpx.Client, wanted: dict[str, Any], place: str
) -> None:
    assert set(problems(client.post("/dev/token", json=wanted))) == {f"body.{place}"}


def test_an_unknown_query_parameter_is_refused(client: httpx.Client) -> None:
    assert set(problems(client.get("/dev/token", params={"rolle": "admin"}))) == {"query.rolle"}


def test_a_body_needs_a_json_content_type(client: httpx.Client) -> None:
    answer = client.post("/dev/token", content=b'{"role":"admin"}', headers={"Content-Type": "text/plain"})
    assert problems(answer) == {"body": "model_attributes_type"}


def test_without_any_organization_the_answer_says_what_to_do(client: httpx.Client) -> None:
    for tenant in client.get("/dev/tenants").json()["data"]:
        client.delete(f"/dev/tenants/{tenant['id']}")
    answer = client.get("/dev/token")
    assert "POST /dev/tenants" in answer.json()["detail"][0]["msg"]


def test_the_tokens_of_a_deleted_tenant_are_forbidden(client: httpx.Client) -> None:
    tenant = created(client.post("/dev/tenants", json={"name": "gone"}))
    headers = bearer(mint(client, organization_id=tenant["id"]))
    assert client.get("/locations", headers=headers).status_code == 200
    client.delete(f"/dev/tenants/{tenant['id']}")
    answer = client.get("/locations", headers=headers)
    assert answer.status_code == 403
    assert "deleted" in answer.json()["detail"]
