"""Bundles: operators that are made from a template with locations and chargers, and end by themselves."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any

from pydantic import BaseModel, ConfigDict

from sandbox.clock import Ids
from sandbox.domain import cpos, places, runs, sites
from sandbox.domain.cpos import Party
from sandbox.domain.locations import LocationDraft
from sandbox.domain.ocpi_records import Bundle, Cpo, OcpiVersion
from sandbox.domain.places import City, Country
from sandbox.domain.records import Run
from sandbox.domain.sites import SiteDraft
from sandbox.domain.templates import CpoTemplate, Gallery
from sandbox.domain.world import Tenant
from sandbox.errors import BadRequest, NotFound


class BundleDraft(BaseModel):
    """What is needed to make a bundle; it is there for *lifetime*, or for good."""

    model_config = ConfigDict(frozen=True, defer_build=True)

    template: str
    country_code: str
    party_id: str
    name_prefix: str
    role: str = "CPO"
    ocpi_version: OcpiVersion = "2.2.1"
    seed: int | None = None
    lifetime: timedelta | None
    overrides: dict[str, int] = {}


def begin(tenant: Tenant, draft: BundleDraft) -> tuple[Cpo, Bundle, Run]:
    """Make an operator; its locations and chargers come when the run ends.

    A party that another operator of the organization has is altered.

    Raises:
        NotFound: there is no such template.
        BadRequest: an unknown country or override, or a number that is over the template's cap.
    """
    template = _template(tenant.gallery, draft.template)
    _country(draft.country_code)
    _check_overrides(template, draft.overrides)
    now = tenant.clock.now()
    party = cpos.free_party(tenant, Party(draft.country_code, draft.party_id))
    bundle = Bundle(
        name_prefix=draft.name_prefix,
        template=template.slug,
        template_version=template.version,
        ocpi_version=draft.ocpi_version,
        seed=tenant.ids.random.getrandbits(31) if draft.seed is None else draft.seed,
        overrides=draft.overrides,
        token_a=f"a_{tenant.ids.hex(32)}",
        expires_at=None if draft.lifetime is None else now + draft.lifetime,
    )
    cpo = cpos.add(
        tenant,
        party,
        name=draft.name_prefix,
        role=draft.role,
        ocpi_versions=(draft.ocpi_version,),
        bundle=bundle,
    )
    run = runs.start(tenant, "cpo", cpo.id)
    if draft.lifetime is not None:
        runs.start(tenant, "cpo_expiry", tenant.ids.uuid(), parent_id=cpo.id, after=draft.lifetime)
    return cpo, bundle, run


def find(tenant: Tenant, number: str) -> tuple[Cpo, Bundle]:
    """Return the operator of that number if it was made from a template, or raise NotFound."""
    cpo = cpos.find(tenant, number)
    if cpo.bundle is None:
        raise NotFound(f"CPO {number} not found")
    return cpo, cpo.bundle


def page(tenant: Tenant, *, offset: int, limit: int) -> tuple[list[Cpo], int]:
    """Return some of the bundles that are there, the oldest first, and the count of all of them."""
    return tenant.cpos.page(offset=offset, limit=limit, kind="bundle")


def run_of(tenant: Tenant, cpo: Cpo) -> Run:
    """Return the run that makes, or made, the locations of a bundle."""
    if (run := runs.of_subject(tenant, cpo.id)) is None:
        raise NotFound(f"CPO {cpo.number} not found")
    return run


def finish(tenant: Tenant, run: Run) -> dict[str, Any]:
    """Open the locations of a bundle; return the ids of them.

    Raises:
        RunFailed: a charger cannot be deployed.
    """
    cpo = _made(tenant, run.subject_id)
    drafts = _sites(tenant.gallery, cpo)
    opened = [sites.open_site(tenant, cpo, draft, number) for number, draft in enumerate(drafts)]
    tenant.cpos.put(cpo.replaced(updated_at=tenant.clock.now()))
    return {"created": [location.id for location in opened]}


def expire(tenant: Tenant, run: Run) -> None:
    """Remove a bundle whose time is over."""
    cpos.delete(tenant, _made(tenant, str(run.parent_id)))


def _made(tenant: Tenant, cpo_id: str) -> Cpo:
    if (cpo := tenant.cpos.get(cpo_id)) is None:
        raise NotFound(f"CPO {cpo_id} not found")
    return cpo


def _sites(gallery: Gallery, cpo: Cpo) -> Iterator[SiteDraft]:
    """Invent the sites of a bundle, the same again for the same seed, template and wishes."""
    bundle = cpo.bundle
    assert bundle is not None
    template = _template(gallery, bundle.template)
    country = _country(cpo.country_code)
    ids = Ids(f"{template.slug}/{template.version}/{country.alpha_2}/{bundle.seed}")
    code = ids.hex(4)
    number_of = bundle.overrides.get("locations", template.locations)
    chargers = bundle.overrides.get("chargers_per_location", template.chargers_per_location)
    for number, (city, street, name) in enumerate(_places(ids, country, number_of), start=1):
        yield SiteDraft(
            location=LocationDraft(
                name=name,
                address=places.address(city, street, ids.random.randint(1, 180)),
                city=city.name,
                country=country.alpha_2,
                coordinates=places.near(city, ids),
                timezone=city.timezone,
                owner_name=bundle.name_prefix,
            ),
            parking_type=template.parking_type,
            groups=tuple(
                sites.group_like(group, f"{bundle.name_prefix}-{code}-{number:02d}-{group.prefix}-", count)
                for group, count in template.groups_of(chargers)
            ),
        )


def _places(ids: Ids, country: Country, count: int) -> list[tuple[City, str, str]]:
    """Choose that many streets of the country with a name for each; numbers tell repeated ones apart."""
    known = [(city, street) for city in places.cities_of(country) for street in places.streets_of(city)]
    ids.random.shuffle(known)
    chosen = []
    for number in range(count):
        again, place = divmod(number, len(known))
        city, street = known[place]
        name = f"{city.name} {street}"
        chosen.append((city, street, f"{name} {again + 1}" if again else name))
    return chosen


def _template(gallery: Gallery, slug: str) -> CpoTemplate:
    if (template := gallery.cpo(slug)) is None:
        valid = _listed([template.slug for template in gallery.cpos])
        raise NotFound(f"Template {slug} not found; valid: {valid}")
    return template


def _country(code: str) -> Country:
    if (country := places.country(code)) is None:
        raise BadRequest(
            f"{code!r} is no ISO 3166-1 alpha-2 country code", place=("country_code",), given=code
        )
    return country


def _check_overrides(template: CpoTemplate, overrides: Mapping[str, int]) -> None:
    for key, number in overrides.items():
        most = template.caps.get(key)
        if most is None:
            fact = f"{template.slug} has no override {key[:60]!r}; valid: {_listed([*template.caps])}"
            raise BadRequest(fact, place=("overrides", key), given=number)
        if number > most:
            fact = f"{template.slug} has {most} {key.replace('_', ' ')} at most"
            raise BadRequest(fact, place=("overrides", key), given=number)


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names)
