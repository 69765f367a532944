"""What the page about OCPI shows and claims."""

from sandbox.domain.places import cities_by_country
from sandbox.domain.plugs import ocpi_standard
from sandbox.domain.templates import Gallery
from sandbox.fixture_files import fixture
from tests.docs.conftest import Shell
from tests.docs.pages import page, rows

PAGE = page("ocpi.md")


def test_its_shell_examples_work(shell: Shell) -> None:
    said = shell(PAGE)
    assert '"status":"READY"' in said
    assert '"topology":{"locations":2,"chargers":6,"evses":6,"connectors":6}' in said
    assert '"name":"Renamed"' in said
    assert said.count("204") >= 2
    assert '"detail"' not in said


def test_its_templates_are_those_there_are() -> None:
    told = {row[0]: row for row in rows(PAGE)}
    for template in Gallery(fixture("templates.json")).cpos:
        _, locations, _, caps = told[f"`{template.slug}`"]
        assert locations == str(template.locations)
        most = template.most_locations, template.most_chargers_per_location
        assert caps == "{} locations, {} chargers at each".format(*most)


def test_its_plugs_are_those_of_the_vocabulary() -> None:
    plugs = dict(row for row in rows(PAGE) if len(row) == 2)
    assert len(plugs) == 6
    for plug, standard in plugs.items():
        assert f"`{ocpi_standard(plug.strip('`'))}`" == standard


def test_there_are_as_many_countries_as_it_says() -> None:
    assert f"several cities of {len(cities_by_country())} countries" in PAGE.read_text("utf-8")
