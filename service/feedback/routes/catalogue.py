"""HTTP: the catalogue as its keepers change it; residents choose from `GET /categories`."""

from flask_smorest import Blueprint

from service.core.http import gives, idempotent, me, seen, signed_in, takes
from service.feedback.actions import cataloguing as acts
from service.feedback.queries import shelving
from service.feedback.routing import Queue
from service.feedback.schemas import catalogue as shapes

bp = Blueprint("catalogue", __name__, url_prefix="/api/v1", description="类别、时限、队列设置")
ONE = "/catalogue/categories/<category>"
QUEUE = f"/catalogue/queues/<any({', '.join(Queue)}):queue>"


@bp.get("/catalogue/categories")
@signed_in
@gives(shapes.KeptCategoryOut, many=True)
def list_categories():
    """All categories, retired ones too, with their words."""
    return shelving.kept_categories(me())


@bp.post("/catalogue/categories")
@signed_in
@idempotent
@takes(shapes.NewCategoryIn)
@gives(shapes.KeptCategoryOut, status=201, located="/api/v1/catalogue/categories/{code}")
def add_category(parent_code, key, **fields):
    """A category below another."""
    return shelving.kept_category(acts.add_category(parent_code, key, by=me(), **fields).code, me())


@bp.get(ONE)
@signed_in
@gives(shapes.KeptCategoryOut)
def show_category(category):
    """One category with its words."""
    return shelving.kept_category(category, me())


@bp.put(ONE)
@signed_in
@takes(shapes.CategoryChangeIn)
@gives(shapes.KeptCategoryOut)
def change_category(category, **fields):
    """Change what is sent of a category; it steers the very next matter."""
    return shelving.kept_category(acts.change_category(category, by=me(), seen=seen(), **fields).code, me())


@bp.put(f"{ONE}/retirement")
@signed_in
@gives(shapes.KeptCategoryOut)
def retire_category(category):
    """Offer a category no more; tickets keep it."""
    return shelving.kept_category(acts.retire_category(category, by=me(), seen=seen()).code, me())


@bp.delete(f"{ONE}/retirement")
@signed_in
@gives(shapes.KeptCategoryOut)
def restore_category(category):
    """Offer a retired category again."""
    return shelving.kept_category(acts.restore_category(category, by=me(), seen=seen()).code, me())


@bp.get("/catalogue/service-levels")
@signed_in
@gives(shapes.LevelOut, many=True)
def list_levels():
    """The service levels, the shortest limit first."""
    return shelving.levels(me())


@bp.get("/catalogue/service-levels/<level>")
@signed_in
@gives(shapes.LevelOut)
def show_level(level):
    """One service level."""
    return shelving.level(level, me())


@bp.put("/catalogue/service-levels/<level>")
@signed_in
@takes(shapes.LevelIn)
@gives(shapes.LevelOut)
def change_level(level, **fields):
    """Change the limits of a service level for what comes next."""
    return shelving.level(acts.change_level(level, by=me(), seen=seen(), **fields).code, me())


@bp.get("/catalogue/queues")
@signed_in
@gives(shapes.SettingOut, many=True)
def list_settings():
    """How each queue treats claims."""
    return shelving.settings(me())


@bp.get(QUEUE)
@signed_in
@gives(shapes.SettingOut)
def show_setting(queue):
    """How one queue treats claims."""
    return shelving.setting(Queue(queue), me())


@bp.put(QUEUE)
@signed_in
@takes(shapes.SettingIn)
@gives(shapes.SettingOut)
def change_setting(queue, **fields):
    """Change how a queue treats claims from the next one on."""
    return shelving.setting(acts.change_setting(Queue(queue), by=me(), seen=seen(), **fields).queue, me())
