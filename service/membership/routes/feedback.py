"""Routes of 双向反馈."""

from flask_smorest import Blueprint

bp = Blueprint("feedback", __name__, url_prefix="/api/v1", description="双向反馈")
