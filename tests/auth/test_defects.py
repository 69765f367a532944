import pytest

from sandbox.auth.defects import DEFECTS, ORGANIZATION_DEFECTS, Defect, DefectiveToken, mint_defective
from sandbox.auth.tenancy import Scope, organization_of, require_role
from sandbox.auth.tokens import Role
from sandbox.errors import ApiError, Forbidden
from tests.auth.samples import ORGANIZATION, OTHER_ORGANIZATION, authority

OTHERS = {Defect.UNKNOWN_ORGANIZATION, Defect.DELETED_ORGANIZATION}


def mint(defect: Defect, role: Role = "user") -> DefectiveToken:
    organization_id = OTHER_ORGANIZATION if defect in OTHERS else ORGANIZATION if role == "user" else None
    return mint_defective(
        authority(), defect, subject="ada", role=role, organization_id=organization_id, expires_in=60
    )


def use(token: DefectiveToken, defect: Defect) -> str:
    """Return the organization that *token* opens on a tenant route, in the world its defect is about."""
    revoked = {token.token_id} if defect is Defect.REVOKED else set()
    deleted = {OTHER_ORGANIZATION} if defect is Defect.DELETED_ORGANIZATION else set()
    principal = authority(is_revoked=revoked.__contains__).authenticate([f"Bearer {token.text}"])
    require_role(principal, Scope.TENANT)
    return organization_of(principal, [], {ORGANIZATION}.__contains__, deleted.__contains__)


def refusal(defect: Defect) -> ApiError:
    token = mint(defect)
    with pytest.raises(ApiError) as caught:
        use(token, defect)
    return caught.value


def test_every_defect_is_described() -> None:
    assert set(DEFECTS) == set(Defect)


@pytest.mark.parametrize("defect", Defect)
def test_defect_causes_its_documented_status(defect: Defect) -> None:
    assert refusal(defect).status == DEFECTS[defect].status


@pytest.mark.parametrize(
    ("defect", "reason"),
    [
        (Defect.EXPIRED, "expired at 2026-03-01T11:00:00Z"),
        (Defect.NOT_YET_VALID, "not valid before 2026-03-01T13:00:00Z"),
        (Defect.BAD_SIGNATURE, "signature does not match"),
        (Defect.WRONG_KEY, "signature does not match"),
        (Defect.ALG_NONE, "alg must be HS256"),
        (Defect.WRONG_ISSUER, "wrong issuer"),
        (Defect.WRONG_AUDIENCE, "wrong audience"),
        (Defect.MISSING_EXPIRY, "no exp claim"),
        (Defect.MISSING_ROLE, "no role claim"),
        (Defect.UNKNOWN_ROLE, 'the role "superuser" is unknown'),
        (Defect.MISSING_ORGANIZATION, "names no organization"),
        (Defect.UNKNOWN_ORGANIZATION, f"{OTHER_ORGANIZATION} is unknown"),
        (Defect.DELETED_ORGANIZATION, f"{OTHER_ORGANIZATION} was deleted"),
        (Defect.MALFORMED, "not three base64url parts"),
        (Defect.REVOKED, "was revoked"),
    ],
)
def test_defect_is_refused_for_its_own_reason(defect: Defect, reason: str) -> None:
    assert reason in str(refusal(defect).detail)


@pytest.mark.parametrize("defect", sorted(ORGANIZATION_DEFECTS))
def test_organization_defect_is_one_of_a_user_even_when_an_admin_is_asked_for(defect: Defect) -> None:
    token = mint_defective(
        authority(), defect, subject="ada", role="admin", organization_id=OTHER_ORGANIZATION, expires_in=60
    )
    assert token.role == "user"


def test_defective_token_tells_whom_it_names() -> None:
    token = mint(Defect.EXPIRED)
    assert (token.role, token.organization_id) == ("user", ORGANIZATION)


def test_token_without_a_role_tells_so() -> None:
    assert mint(Defect.MISSING_ROLE).role is None


def test_revoked_token_is_good_until_it_is_recorded() -> None:
    token = mint(Defect.REVOKED)
    assert authority().verify(token.text).token_id == token.token_id


def test_altered_signature_changes_whatever_it_starts_with() -> None:
    tokens = authority()
    texts = [
        mint_defective(
            tokens,
            Defect.BAD_SIGNATURE,
            subject=f"user {n}",
            role="admin",
            organization_id=None,
            expires_in=60,
        ).text
        for n in range(300)
    ]
    assert {text.rpartition(".")[2][0] for text in texts} == {"A", "B"}


def test_user_without_an_organization_may_read_the_catalog() -> None:
    principal = authority().verify(mint(Defect.MISSING_ORGANIZATION).text)
    require_role(principal, Scope.AUTHENTICATED)


def test_unknown_role_may_not_even_read_the_catalog() -> None:
    principal = authority().verify(mint(Defect.UNKNOWN_ROLE).text)
    with pytest.raises(Forbidden):
        require_role(principal, Scope.AUTHENTICATED)
