"""Categories, service levels and the settings of queues, as their keepers change them."""

from flask import Blueprint

from service.core.http import me
from service.core.pages import fills, leads_to, seen, shows, somebody
from service.feedback.actions import cataloguing as acts
from service.feedback.routing import Queue
from service.feedback.schemas import catalogue as shapes
from service.web.queries import admin as questions
from service.web.schemas.admin import CategoryPageIn, NewCategoryPageIn

bp = Blueprint("catalogue", __name__)
CATEGORY = "/admin/categories/<category>"


@bp.get("/admin/categories")
@somebody
@shows("admin/categories.html")
def categories():
    """All categories, retired ones too."""
    return questions.categories(me())


@bp.post("/admin/categories")
@somebody
@fills(NewCategoryPageIn, on=categories)
@leads_to("web.catalogue.category", says="类别已添加，从下一件诉求起可以选。")
def add(parent_code, key, **fields):
    """A category below another."""
    return {"category": acts.add_category(parent_code, key, by=me(), **fields).code}


@bp.get(CATEGORY)
@somebody
@shows("admin/category.html")
def category(category):
    """One category with its words."""
    return questions.category(category, me())


@bp.post(CATEGORY)
@somebody
@fills(CategoryPageIn, on=category)
@leads_to("web.catalogue.category", says="已保存，从下一件诉求起生效。")
def change(category, **fields):
    """Change a category."""
    acts.change_category(category, by=me(), seen=seen(), **fields)


@bp.post(f"{CATEGORY}/retirement")
@somebody
@fills(on=category)
@leads_to("web.catalogue.category", says="已停用：不再供选择，已有的诉求不变。")
def retire(category):
    """Offer it no more."""
    acts.retire_category(category, by=me(), seen=seen())


@bp.post(f"{CATEGORY}/restoration")
@somebody
@fills(on=category)
@leads_to("web.catalogue.category", says="已恢复，从下一件诉求起可以选。")
def restore(category):
    """Offer it again."""
    acts.restore_category(category, by=me(), seen=seen())


@bp.get("/admin/limits")
@somebody
@shows("admin/limits.html")
def limits():
    """How long each kind of matter may take, and how queues treat claims."""
    return questions.limits(me())


@bp.post("/admin/limits/levels/<level>")
@somebody
@fills(shapes.LevelIn, on=limits)
@leads_to("web.catalogue.limits", says="时限已保存，从下一件起生效。")
def change_level(level, **fields):
    """Change a service level."""
    acts.change_level(level, by=me(), seen=seen(), **fields)


@bp.post(f"/admin/limits/queues/<any({', '.join(Queue)}):queue>")
@somebody
@fills(shapes.SettingIn, on=limits)
@leads_to("web.catalogue.limits", says="接单设置已保存，从下一次接单起生效。")
def change_setting(queue, **fields):
    """Change how a queue treats claims."""
    acts.change_setting(Queue(queue), by=me(), seen=seen(), **fields)
