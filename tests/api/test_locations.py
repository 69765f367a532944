import re
from typing import Any

import httpx
import pytest

from tests.conftest import LOCATION, Make, problems


def test_create_answers_the_location(client: httpx.Client) -> None:
    answer = client.post("/locations", json=LOCATION | {"timezone": "Europe/Paris", "owner_name": "Harbour"})
    location = answer.json()
    assert answer.status_code == 201
    assert location | LOCATION == location
    assert (location["timezone"], location["owner_name"]) == ("Europe/Paris", "Harbour")
    assert (location["status"], location["public"]) == ("active", True)


def test_create_derives_the_slug_from_the_name_and_eight_hex_digits(make_location: Make) -> None:
    assert re.fullmatch(r"zurich-sud-1-[0-9a-f]{8}", make_location(name="Zürich: Süd #1")["slug"])


def test_two_locations_of_one_name_have_different_slugs(make_location: Make) -> None:
    assert make_location()["slug"] != make_location()["slug"]


def test_times_are_iso_8601_in_utc(make_location: Make) -> None:
    location = make_location()
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", location["created_at"])
    assert location["created_at"] == location["updated_at"]


def test_get_shows_what_was_created(client: httpx.Client, make_location: Make) -> None:
    location = make_location()
    assert client.get(f"/locations/{location['id']}").json() == location


def test_list_pages_in_order_of_creation(client: httpx.Client, make_location: Make) -> None:
    made = [make_location(name=f"Hub {number}")["id"] for number in range(5)]
    page = client.get("/locations", params={"page": 2, "limit": 2}).json()
    assert [location["id"] for location in page["data"]] == made[2:4]
    assert (page["total"], page["page"], page["limit"]) == (5, 2, 2)


def test_list_has_pages_of_fifty_by_default(client: httpx.Client) -> None:
    assert client.get("/locations").json() == {"data": [], "total": 0, "page": 1, "limit": 50}


def test_a_page_past_the_end_is_empty(client: httpx.Client, make_location: Make) -> None:
    make_location()
    page = client.get("/locations", params={"page": 9}).json()
    assert (page["data"], page["total"]) == ([], 1)


@pytest.mark.parametrize("query", [{"page": 0}, {"limit": 0}, {"limit": 101}, {"limit": "x"}, {"page": ""}])
def test_list_refuses_a_page_that_cannot_be(client: httpx.Client, query: dict[str, Any]) -> None:
    assert set(problems(client.get("/locations", params=query))) == {f"query.{next(iter(query))}"}


def test_update_changes_only_what_is_given(client: httpx.Client, make_location: Make) -> None:
    location = make_location(owner_name="Harbour")
    changed = client.put(f"/locations/{location['id']}", json={"name": "Pier", "owner_name": None}).json()
    assert changed == location | {"name": "Pier", "updated_at": changed["updated_at"]}
    assert client.get(f"/locations/{location['id']}").json() == changed


def test_update_may_set_slug_and_status(client: httpx.Client, make_location: Make) -> None:
    location = make_location()
    changed = client.put(f"/locations/{location['id']}", json={"slug": "pier-7", "status": "closed"}).json()
    assert (changed["slug"], changed["status"]) == ("pier-7", "closed")


def test_update_refuses_a_slug_that_is_taken(client: httpx.Client, make_location: Make) -> None:
    first, second = make_location(), make_location()
    answer = client.put(f"/locations/{second['id']}", json={"slug": first["slug"]})
    assert answer.status_code == 400
    assert first["id"] in answer.json()["detail"]


def test_a_changed_location_shows_in_the_list(client: httpx.Client, make_location: Make) -> None:
    location = make_location()
    client.get("/locations")
    client.put(f"/locations/{location['id']}", json={"city": "Lyon"})
    assert client.get("/locations").json()["data"][0]["city"] == "Lyon"


def test_delete_removes_the_location_and_its_chargers(
    client: httpx.Client, make_location: Make, make_charger: Make
) -> None:
    location = make_location()
    charger = make_charger(location_id=location["id"])
    answer = client.delete(f"/locations/{location['id']}")
    assert (answer.status_code, answer.content) == (204, b"")
    assert client.get(f"/locations/{location['id']}").status_code == 404
    assert client.get(f"/chargers/{charger['id']}").status_code == 404


def test_delete_a_second_time_is_not_found(client: httpx.Client, make_location: Make) -> None:
    location = make_location()
    client.delete(f"/locations/{location['id']}")
    assert client.delete(f"/locations/{location['id']}").status_code == 404


def test_create_names_every_problem_at_once(client: httpx.Client) -> None:
    body = LOCATION | {"name": "", "country": "France", "coordinates": {"latitude": 91, "longitude": "2"}}
    assert problems(client.post("/locations", json={**body, "city": None})) == {
        "body.name": "string_too_short",
        "body.city": "string_type",
        "body.country": "string_pattern_mismatch",
        "body.coordinates.latitude": "less_than_equal",
        "body.coordinates.longitude": "float_type",
    }


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"{", "json_invalid"),
        (b'{"name": NaN}', "json_invalid"),
        (b'{"name": -Infinity}', "json_invalid"),
        (b'{"name": "\\ud800"}', "json_invalid"),
        (b"[" * 20_000, "json_invalid"),
        (b"\xff", "json_invalid"),
        (b"", "missing"),
        (b"null", "model_type"),
        (b"[]", "model_type"),
    ],
)
def test_create_refuses_what_is_no_json_object(client: httpx.Client, content: bytes, kind: str) -> None:
    answer = client.post("/locations", content=content, headers={"Content-Type": "application/json"})
    assert kind in problems(answer).values()


def test_broken_json_is_placed(client: httpx.Client) -> None:
    content = b'{"name": "a",\n "city": oops}'
    answer = client.post("/locations", content=content, headers={"Content-Type": "application/json"})
    (problem,) = answer.json()["detail"]
    assert problem["loc"] == ["body", content.index(b"oops")]


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_create_takes_nothing_but_json(client: httpx.Client, content_type: str) -> None:
    answer = client.post("/locations", content=b"{}", headers={"Content-Type": content_type})
    assert problems(answer) == {"body": "model_attributes_type"}


def test_create_refuses_a_nul_character(client: httpx.Client) -> None:
    answer = client.post("/locations", json=LOCATION | {"name": "a\0b"})
    assert problems(answer) == {"body.name": "string_pattern_mismatch"}


def test_unknown_fields_are_ignored_but_named(client: httpx.Client) -> None:
    answer = client.post("/locations?verbos=1", json=LOCATION | {"nmae": "x"})
    assert answer.status_code == 201
    assert "'nmae'" in answer.headers["X-Sandbox-Warnings"]
    assert "did you mean name?" in answer.headers["X-Sandbox-Warnings"]
    assert "'verbos'" in answer.headers["X-Sandbox-Warnings"]


def test_unknown_fields_are_named_at_every_level(client: httpx.Client) -> None:
    body = {"target": {"charger_id": "dep-x", "foo": 1}, "event": {"connectorid": 1}}
    named = client.post("/commands/plug-connector", json=body)
    assert named.status_code == 404
    warnings = named.headers.get("X-Sandbox-Warnings", "")
    assert "'target.foo'" in warnings
    assert "'event.connectorid' ignored (did you mean connector_id?)" in warnings


def test_a_body_where_none_is_taken_is_named(client: httpx.Client) -> None:
    answer = client.request("GET", "/locations", json={"limit": 3})
    assert "takes none" in answer.headers["X-Sandbox-Warnings"]


def test_a_body_may_not_be_nested_without_end(client: httpx.Client) -> None:
    deep: object = 0
    for _ in range(70):
        deep = [deep]
    answer = client.post("/locations", json=LOCATION | {"extra": deep})
    (place,) = problems(answer)
    assert place.startswith("body.extra.0.0")
    assert set(problems(answer).values()) == {"nested_too_deeply"}


def test_a_number_that_overflows_is_placed(client: httpx.Client) -> None:
    content = b'{"coordinates": {"latitude": 1e999}}'
    answer = client.post("/locations", content=content, headers={"Content-Type": "application/json"})
    assert problems(answer) == {"body.coordinates.latitude": "finite_number"}


def test_an_id_that_is_no_uuid_does_not_fit_the_schema(client: httpx.Client) -> None:
    assert problems(client.get("/locations/zzz")) == {"path.location_id": "uuid_parsing"}


def test_a_trailing_slash_is_redirected(client: httpx.Client) -> None:
    answer = client.get("/locations/?limit=3")
    assert (answer.status_code, answer.headers["Location"]) == (307, "/locations?limit=3")


def test_the_redirect_keeps_the_path_as_it_was_written(client: httpx.Client) -> None:
    answer = client.get("/chargers/a%3Fb/")
    assert answer.headers["Location"] == "/chargers/a%3Fb"


def test_the_same_routes_answer_under_ocpp(client: httpx.Client, make_location: Make) -> None:
    location = make_location()
    assert client.get(f"/ocpp/locations/{location['id']}").json() == location
