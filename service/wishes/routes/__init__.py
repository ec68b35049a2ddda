"""The calls of wishes, posts and turns."""
