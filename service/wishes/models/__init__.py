"""Rows of wishes and posts."""

from service.wishes.models.post import Post, PostTurn, Seat, TurnState
from service.wishes.models.wish import Taking, Wish, WishStep

__all__ = ["Post", "PostTurn", "Seat", "Taking", "TurnState", "Wish", "WishStep"]
