"""The subscribe templates of the app: what WECHAT_TEMPLATES may say, and what is filled in."""

from collections import namedtuple
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest

from service import create_app
from service.notifications import queries, templates
from service.notifications.templates import Template
from tests.databases import settings

EVENING = datetime(2026, 11, 22, 16, 1, tzinfo=UTC)
Row = namedtuple("Row", "title body subject created_at dedupe_key", defaults=("CS-1", EVENING, "claimed:1&x=2"))
PROGRESS = Template("progress", "t-1")


def test_the_parts_of_a_message_are_filled_into_the_fields():
    template = Template("answer", "t-2", fields={"title": "phrase5", "body": "thing9", "at": "date2"})

    assert templates.data(PROGRESS, [Row("有人接单了", "张蓉接了。")]) == {
        "thing1": "有人接单了", "thing2": "张蓉接了。", "character_string3": "CS-1", "time4": "2026年11月23日 00:01"}
    assert templates.data(template, [Row("有答复了！", "路灯已修好。")]) == {
        "phrase5": "有答复了", "thing9": "路灯已修好。", "date2": "2026年11月23日 00:01"}


def test_a_message_about_nothing_in_particular_has_a_dash_for_its_number():
    assert templates.data(PROGRESS, [Row("a", "b", None)])["character_string3"] == "-"


def test_a_digest_says_how_many_and_names_each_title_once_newest_first():
    said = templates.data(PROGRESS, [Row("接单", ""), Row("接单", ""), Row("答复", "")])

    assert (said["thing1"], said["thing2"]) == ("3 条新消息", "答复；接单")


def test_a_digest_on_several_matters_names_none_of_them():
    rows = [Row("接单", "", "CS-1"), Row("答复", "", "CS-2")]

    assert templates.data(PROGRESS, rows)["character_string3"] == "-"


def test_a_matter_without_a_number_of_its_own_shows_its_id_and_no_word_for_us():
    assert templates.data(PROGRESS, [Row("a", "b", "registration:7")])["character_string3"] == "7"


def test_the_number_stands_once_where_it_has_a_field():
    without = Template("progress", "t-1", fields={"body": "thing2"})
    row = Row("请补充情况", "承办人想问：是不是二楼的灯不亮？（编号 CS-1）")

    assert templates.data(PROGRESS, [row])["thing2"] == "承办人想问：是不是二楼的灯不亮？"
    assert templates.data(without, [row])["thing2"] == "承办人想问：是不是二楼的灯不亮…"


def test_the_page_carries_the_dedupe_key_and_the_subject():
    def asked(*rows):
        return parse_qs(urlsplit(templates.page(rows)).query)

    assert asked(Row("", "")) == {"message": ["claimed:1&x=2"], "subject": ["CS-1"]}
    assert asked(Row("", "", None)) == {"message": ["claimed:1&x=2"]}
    assert asked(Row("", ""), Row("", "", "CS-2")) == {"message": ["claimed:1&x=2"], "count": ["2"]}


def test_what_is_not_said_goes_by_its_own_name(town, app):
    app.config["WECHAT_TEMPLATES"] = {"answer": {"id": "t-2", "long_term": True}}

    assert Template("answer", "t-2", True) in templates.known()
    assert Template("task", "task") in templates.known()
    assert templates.with_id("t-2").name == "answer" and templates.with_id("t-9") is None


def test_in_production_only_what_is_named_may_be_sent_and_is_offered(town, app):
    app.config.update(PRODUCTION=True, WECHAT_TEMPLATES={"answer": {"id": "t-2"}})

    assert templates.known() == (Template("answer", "t-2"),)
    assert templates.with_id("task") is None
    assert [one["template"] for one in queries.subscriptions(town.actor("resident-li")).items] == ["answer"]


@pytest.mark.parametrize("said", [
    {}, {"progress": {"id": "t-1"}},
    {"progress": {"id": "t-1", "long_term": True, "fields": {"title": "thing12", "at": "time2"}},
     "task": {"id": "t-2", "fields": {"subject": "number1"}}}])
def test_templates_that_can_be_filled_are_taken(said):
    templates.check(said)


@pytest.mark.parametrize(("said", "named"), [
    ([], "WECHAT_TEMPLATES is a JSON object"), ({"news": {"id": "t"}}, "'news'"),
    ({"task": "t"}, "WECHAT_TEMPLATES.task"),
    ({"task": {}}, "task.id"), ({"task": {"id": " "}}, "task.id"), ({"task": {"id": 7}}, "task.id"),
    ({"task": {"id": "t", "name": "x"}}, "'name'"), ({"task": {"id": "t", "long_term": "yes"}}, "task.long_term"),
    ({"task": {"id": "t", "fields": []}}, "task.fields"), ({"task": {"id": "t", "fields": {}}}, "task.fields"),
    ({"task": {"id": "t", "fields": {"titel": "thing1"}}}, "'titel'"),
    ({"task": {"id": "t", "fields": {"title": 1}}}, "task.fields.title"),
    ({"task": {"id": "t", "fields": {"title": "thing"}}}, "'thing'"),
    ({"task": {"id": "t", "fields": {"title": "time1"}}}, "task.fields.title"),
    ({"task": {"id": "t", "fields": {"at": "number1"}}}, "task.fields.at"),
    ({"task": {"id": "t", "fields": {"title": "thing1", "body": "thing1"}}}, "only once"),
    ({"task": {"id": "t"}, "answer": {"id": "t"}}, "same id")])
def test_templates_nothing_could_be_sent_by_are_refused_by_name(said, named):
    with pytest.raises(ValueError, match=named):
        templates.check(said)


@pytest.mark.parametrize(("name", "value"), [
    ("WECHAT_TEMPLATES", {"news": {"id": "t"}}), ("QUIET_HOURS", "late"), ("DIGEST_SECONDS", -1),
    ("DELIVERY_LANES", 0)])
def test_a_setting_delivery_cannot_work_with_stops_the_start(tmp_path, name, value):
    with pytest.raises(ValueError, match=name):
        create_app(settings(f"sqlite:///{tmp_path}/none.db", tmp_path, **{name: value}))
