"""Bundles in a data folder: what goes on when the process ends goes on in the next one."""

from pathlib import Path

from sandbox.kit import in_process
from sandbox.settings import Settings
from tests.api.cpos import add_locations, begin, locations
from tests.clocks import MovableClock


def test_a_bundle_becomes_ready_and_ends_in_later_processes(tmp_path: Path) -> None:
    clock = MovableClock()
    settings = Settings.of(world="empty", provisioning_seconds=100, data=str(tmp_path), fsync=False)
    with in_process(settings, clock=clock) as sandbox:
        cpo = begin(sandbox.client)
    clock.advance(seconds=100)
    with in_process(settings, clock=clock) as sandbox:
        assert sandbox.client.get(cpo["status_url"]).json()["status"] == "READY"
        made = locations(sandbox.client, cpo["cpo_id"])
    with in_process(settings, clock=clock) as sandbox:
        assert locations(sandbox.client, cpo["cpo_id"]) == made
    clock.advance(hours=1)
    with in_process(settings, clock=clock) as sandbox:
        assert sandbox.client.get("/chargers").json()["total"] == 0
        assert sandbox.client.get(cpo["destroy_url"]).status_code == 404


def test_a_job_is_finished_by_a_later_process(tmp_path: Path) -> None:
    clock = MovableClock()
    settings = Settings.of(world="empty", provisioning_seconds=100, data=str(tmp_path), fsync=False)
    with in_process(settings, clock=clock) as sandbox:
        cpo = begin(sandbox.client, ttl_seconds=None)
        job = add_locations(sandbox.client, cpo["cpo_id"], {"template": "urban-ac-hub"})
    clock.advance(seconds=100)
    with in_process(settings, clock=clock) as sandbox:
        path = f"{cpo['destroy_url']}/locations/jobs/{job['job_id']}"
        done = sandbox.client.get(path).json()
        assert (done["status"], done["results"]["created_count"]) == ("READY", 1)
        assert len(locations(sandbox.client, cpo["cpo_id"])) == 3
