import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.auth.tenancy import Scope, organization_of, refuse_organization_header, require_role
from sandbox.auth.tokens import Principal
from sandbox.errors import Forbidden, Invalid
from tests.auth.samples import ORGANIZATION, OTHER_ORGANIZATION, SECOND

MALFORMED = [
    "*",
    "all",
    f"{ORGANIZATION}%00",
    f"../{ORGANIZATION}",
    f"{ORGANIZATION}/",
    f"{ORGANIZATION} {OTHER_ORGANIZATION}",
    f"{ORGANIZATION}, {ORGANIZATION}",
    f"{ORGANIZATION[:8]}*",
    f"{{{ORGANIZATION}}}",
    f"urn:uuid:{ORGANIZATION}",
    ORGANIZATION.replace("-", ""),
    ORGANIZATION.replace("3", "\u0663"),
]


def principal(role: str, organization_id: str | None = None) -> Principal:
    return Principal("ada", role, organization_id, "id", SECOND + 60, SECOND)


USER = principal("user", ORGANIZATION)
ADMIN = principal("admin")


def organization(who: Principal, values: list[str], *, deleted: str | None = None) -> str:
    known = {ORGANIZATION, OTHER_ORGANIZATION}
    return organization_of(
        who, values, known.__contains__, lambda organization_id: organization_id == deleted
    )


@pytest.mark.parametrize("scope", [Scope.AUTHENTICATED, Scope.TENANT])
def test_user_reaches_what_is_not_for_admins(scope: Scope) -> None:
    require_role(USER, scope)


@pytest.mark.parametrize("scope", Scope)
def test_admin_reaches_everything(scope: Scope) -> None:
    require_role(ADMIN, scope)


def test_user_may_not_do_what_is_for_admins() -> None:
    with pytest.raises(Forbidden, match="needs an admin token"):
        require_role(USER, Scope.ADMIN)


@pytest.mark.parametrize("scope", Scope)
@pytest.mark.parametrize("role", ["", "Admin", "ADMIN", " admin", "superadmin", "\u0430dmin", "\uff41dmin"])
def test_role_is_compared_exactly(role: str, scope: Scope) -> None:
    with pytest.raises(Forbidden, match="unknown; roles are user and admin"):
        require_role(principal(role), scope)


def test_user_works_in_the_organization_of_the_token() -> None:
    assert organization(USER, []) == ORGANIZATION


def test_organization_in_a_token_may_be_in_upper_case() -> None:
    assert organization(principal("user", ORGANIZATION.upper()), []) == ORGANIZATION


@pytest.mark.parametrize("values", [[ORGANIZATION], [OTHER_ORGANIZATION], [""], ["zzz"], ["", ""]])
def test_user_must_not_send_the_header_whatever_it_says(values: list[str]) -> None:
    with pytest.raises(Forbidden, match="must not send X-Organization-Id"):
        organization(USER, values)


def test_user_without_organization_has_no_tenant() -> None:
    with pytest.raises(Forbidden, match="names no organization"):
        organization(principal("user"), [])


@pytest.mark.parametrize("organization_id", ["*", "", "a" * 36, "00000000-0000-0000-0000-000000000000"])
def test_user_of_an_unknown_organization_is_forbidden(organization_id: str) -> None:
    with pytest.raises(Forbidden, match="is unknown"):
        organization(principal("user", organization_id), [])


def test_user_of_a_deleted_organization_is_forbidden() -> None:
    with pytest.raises(Forbidden, match="was deleted"):
        organization(USER, [], deleted=ORGANIZATION)


def test_admin_works_in_the_organization_of_the_header() -> None:
    assert organization(ADMIN, [OTHER_ORGANIZATION]) == OTHER_ORGANIZATION


def test_organization_of_an_admin_token_is_ignored() -> None:
    assert organization(principal("admin", ORGANIZATION), [OTHER_ORGANIZATION]) == OTHER_ORGANIZATION


def test_organization_of_an_admin_token_does_not_replace_the_header() -> None:
    with pytest.raises(Forbidden):
        organization(principal("admin", ORGANIZATION), [])


def test_header_is_read_in_any_case() -> None:
    assert organization(ADMIN, [ORGANIZATION.upper()]) == ORGANIZATION


@pytest.mark.parametrize("values", [[], [""], ["  "]])
def test_admin_must_name_an_organization(values: list[str]) -> None:
    with pytest.raises(Forbidden, match="must name an organization in X-Organization-Id"):
        organization(ADMIN, values)


@pytest.mark.parametrize("value", MALFORMED)
def test_header_that_is_not_a_uuid_is_invalid(value: str) -> None:
    with pytest.raises(Invalid) as caught:
        organization(ADMIN, [value])
    assert caught.value.detail == [
        {
            "type": "uuid_parsing",
            "loc": ["header", "X-Organization-Id"],
            "msg": "X-Organization-Id should be a UUID like 3fa85f64-5717-4562-b3fc-2c963f66afa6",
            "input": value,
        }
    ]


@pytest.mark.parametrize(
    "values", [[ORGANIZATION, ORGANIZATION], [ORGANIZATION, OTHER_ORGANIZATION], ["", ""]]
)
def test_header_sent_twice_is_invalid(values: list[str]) -> None:
    with pytest.raises(Invalid) as caught:
        organization(ADMIN, values)
    assert caught.value.detail == [
        {
            "type": "multiple_values",
            "loc": ["header", "X-Organization-Id"],
            "msg": "X-Organization-Id was sent 2 times",
            "input": values,
        }
    ]


def test_admin_is_forbidden_an_unknown_organization() -> None:
    with pytest.raises(Forbidden, match="is unknown"):
        organization(ADMIN, ["00000000-0000-4000-8000-000000000000"])


def test_admin_is_forbidden_a_deleted_organization() -> None:
    with pytest.raises(Forbidden, match="was deleted"):
        organization(ADMIN, [ORGANIZATION], deleted=ORGANIZATION)


@pytest.mark.parametrize("values", [[], [""], [ORGANIZATION], ["00000000-0000-4000-8000-000000000000"]])
def test_admin_header_is_ignored_where_no_organization_is_needed(values: list[str]) -> None:
    refuse_organization_header(ADMIN, values)


@pytest.mark.parametrize("values", [["zzz"], [ORGANIZATION, ORGANIZATION]])
def test_admin_header_must_be_well_formed_even_where_it_is_ignored(values: list[str]) -> None:
    with pytest.raises(Invalid):
        refuse_organization_header(ADMIN, values)


def test_user_without_the_header_passes_where_no_organization_is_needed() -> None:
    refuse_organization_header(principal("user"), [])


@pytest.mark.parametrize("values", [[""], [ORGANIZATION], ["zzz"]])
def test_user_header_is_refused_where_no_organization_is_needed(values: list[str]) -> None:
    with pytest.raises(Forbidden):
        refuse_organization_header(USER, values)


@given(st.lists(st.text(st.characters(max_codepoint=255)), max_size=3))
def test_any_header_is_forbidden_or_invalid(values: list[str]) -> None:
    with pytest.raises((Forbidden, Invalid)):
        organization(ADMIN, values)
