"""The sandbox as an identity provider: what a library needs that verifies its tokens, found by discovery."""

from pydantic import Field

from sandbox.auth.tenancy import Scope
from sandbox.auth.tokens import TokenAuthority
from sandbox.errors import NotFound
from sandbox.rest.exchange import Exchange
from sandbox.rest.operation import Operation
from sandbox.rest.views import View
from sandbox.settings import Settings

TOKEN_ENDPOINT = "/oauth2/token"  # noqa: S105 - a path
_JWKS = "/.well-known/jwks.json"


class ProviderMetadata(View):
    """OpenID provider metadata, as far as there is something to tell."""

    issuer: str = Field(description="The `iss` of tokens that are asked for at this URL.")
    jwks_uri: str
    id_token_signing_alg_values_supported: list[str]
    subject_types_supported: tuple[str, ...] = ("public",)
    response_types_supported: tuple[str, ...] = ("none",)
    claims_supported: list[str]


class IssuingProviderMetadata(ProviderMetadata):
    """The same of a provider that hands out tokens."""

    token_endpoint: str
    grant_types_supported: tuple[str, ...] = ("client_credentials",)
    token_endpoint_auth_methods_supported: tuple[str, ...] = (
        "client_secret_basic",
        "client_secret_post",
        "none",
    )


def get_openid_configuration(
    authority: TokenAuthority, settings: Settings, exchange: Exchange
) -> ProviderMetadata:
    """Get what a verifier of tokens needs to know."""
    if authority.key.jwk is None:
        raise NotFound(
            "Tokens are signed with a secret (HS256), which no discovery can tell: "
            "set SANDBOX_JWT_PRIVATE_KEY_FILE for RS256 or ES256"
        )
    url = exchange.base_url
    names = authority.token_format
    told = {
        "issuer": names.issuer_at(url),
        "jwks_uri": f"{url}{_JWKS}",
        "id_token_signing_alg_values_supported": [authority.key.algorithm],
        "claims_supported": [
            *("iss", "aud", "sub", "iat", "nbf", "exp", "jti"),
            names.role_claim,
            names.organization_claim,
        ],
    }
    if not settings.dev:
        return ProviderMetadata.model_validate(told)
    return IssuingProviderMetadata.model_validate({**told, "token_endpoint": f"{url}{TOKEN_ENDPOINT}"})


def get_jwks(authority: TokenAuthority) -> dict[str, list[dict[str, str]]]:
    """Get the public keys that tokens are signed with; a secret has none."""
    return authority.key.jwks()


PAGES = (
    Operation("GET", "/.well-known/openid-configuration", get_openid_configuration, scope=Scope.PUBLIC),
    Operation("GET", _JWKS, get_jwks, scope=Scope.PUBLIC),
)
