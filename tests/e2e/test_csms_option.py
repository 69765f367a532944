"""Which CSMS chargers have, as an option of commands."""

import json
import sys

from tests.e2e.processes import sandbox

ASK = (
    "import os, urllib.request\n"
    "print(urllib.request.urlopen(os.environ['OCPPLAB_SANDBOX_URL'] + '/dev/settings').read().decode())\n"
)


def test_the_csms_is_an_option_of_exec() -> None:
    run = sandbox("exec", "--world", "empty", "--csms", "live", "--", sys.executable, "-c", ASK)
    assert (run.returncode, run.stderr) == (0, "")
    settings = {one["name"]: one["value"] for one in json.loads(run.stdout)["settings"]}
    assert settings["csms"] == "live"


def test_another_csms_is_refused() -> None:
    run = sandbox("serve", "--csms", "both")
    assert run.returncode == 2
    assert "invalid choice: 'both'" in run.stderr
