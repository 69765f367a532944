"""Slugs of names in any European language."""

import re

import pytest

from sandbox.kit import in_process
from sandbox.slugs import kebab


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Amsterdam Keizersgracht", "amsterdam-keizersgracht"),
        ("Sevilla C. de José Núñez", "sevilla-c-de-jose-nunez"),
        ("Łódź Główna", "lodz-glowna"),
        ("Århus Ærøstræde", "arhus-aerostraede"),
        ("Köln GROẞE Straße 2", "koln-grosse-strasse-2"),
        ("Cork O'Loughlin Street", "cork-o-loughlin-street"),
        ("Ǿster Œuvre đ", "oster-oeuvre-d"),
        ("Volt™ Park", "volttm-park"),
        ("東京", ""),
    ],
)
def test_kebab(text: str, slug: str) -> None:
    assert kebab(text) == slug


@pytest.mark.parametrize(("name", "slug"), [("Große Straße", "grosse-strasse"), ("東京", "location")])
def test_a_created_location_is_called_the_same(name: str, slug: str) -> None:
    draft = {
        "name": name,
        "address": "1",
        "city": "Köln",
        "country": "DE",
        "coordinates": {"latitude": 50.9, "longitude": 6.9},
    }
    with in_process() as sandbox:
        created = sandbox.client.post("/locations", json=draft).json()
    assert re.fullmatch(rf"{slug}-[0-9a-f]{{8}}", created["slug"])
