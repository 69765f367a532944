from tests.docs.conftest import Shell
from tests.docs.pages import page


def test_the_shell_examples_of_the_live_page_work(shell: Shell) -> None:
    said = shell(page("live.md"))
    assert '"detail"' not in said
    assert said.count('"identity":"LIVE-001"') >= 4
    assert '"mode":"live","csms":"live"' in said
    assert '"mode":"loopback","csms":"loopback"' in said
    assert '"mode":"loopback","csms":null' in said
    assert "StartTransaction" in said
