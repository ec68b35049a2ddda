"""A place is called by all it lies in, from the community down."""

from service.organization.queries import places
from service.town import cast


def test_a_building_says_in_which_compound_of_which_community(town):
    names = places.written_out(cast.NICKNAMES[name] for name in ("building_1", "compound", "community", "district"))

    assert [names[cast.NICKNAMES[name]] for name in ("building_1", "compound", "community", "district")] == [
        "东街社区 东街花园 1号楼", "东街社区 东街花园", "东街社区", "长寿区"]


def test_all_of_a_list_are_one_statement(town, statements):
    with statements() as sent:
        places.written_out(cast.NICKNAMES.values())

    assert len(sent) == 1


def test_what_lies_directly_below_and_every_community_with_its_town(town):
    below = places.directly_below([town.place("compound").id, town.place("village").id])

    assert [place["name"] for place in below] == ["1号楼", "2号楼", "3号楼", "大屋院落", "竹林院落"]
    assert (cast.COMMUNITY, "凤城街道 东街社区") in places.communities()
