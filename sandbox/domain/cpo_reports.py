"""Reports: a page of Markdown about an operator, its locations and its token."""

from sandbox.domain import locations
from sandbox.domain.ocpi_records import Bundle, Cpo
from sandbox.domain.world import Tenant


def write(tenant: Tenant, cpo: Cpo, bundle: Bundle) -> str:
    """Describe an operator for people."""
    shown = tenant.ocpi_locations.find(cpo_id=cpo.id)
    lines = [
        f"# CPO {cpo.number}: {_plain(bundle.name_prefix)} ({bundle.template} v{bundle.template_version})",
        "",
        "## Party",
        "",
        f"{cpo.country_code} / {cpo.party_id} / {cpo.role}",
        "",
        f"## Locations ({len(shown)})",
        "",
    ]
    for location in shown:
        site = locations.find(tenant, location.location_id)
        chargers = tenant.chargers.count(location_id=site.id)
        lines.append(f"- {location.id}: {_plain(site.name)}, {_plain(site.city)}, {_chargers(chargers)}")
    return "\n".join([*lines, "", "## Token A", "", f"`{bundle.token_a}`", ""])


def _chargers(number: int) -> str:
    return "1 charger" if number == 1 else f"{number} chargers"


def _plain(text: str) -> str:
    """Keep a name from beginning a line of its own."""
    return " ".join(text.split())
