"""`flask organization import` knows the lists of this package without organization knowing it."""

import pytest

from tests.organization.sheets import csv_of
from tests.party.lists import GROUPS, VILLAGE


@pytest.fixture
def take_over(app, town, tmp_path):
    """Runs the command on a list of one group, with these options."""
    def run(*options):
        file = tmp_path / "groups.csv"
        file.write_bytes(csv_of(GROUPS, ["g-1", "新小组", "demo-branch-village", f"{VILLAGE}-01"]))
        return app.test_cli_runner().invoke(args=["organization", "import", str(file), *options])
    return run


@pytest.mark.parametrize("options", [(), ("--kind", "groups")])
def test_the_operator_takes_over_a_list_of_groups(take_over, options):
    assert take_over(*options).output == "已导入：新增 1，修改 0，不变 0\n"
    assert take_over(*options).output == "已导入：新增 0，修改 0，不变 1\n"


def test_a_kind_nobody_knows_is_told(take_over):
    answer = take_over("--kind", "cats")

    assert answer.exit_code == 1
    assert "没有这种名单" in answer.output
