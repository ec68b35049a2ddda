"""The shapes of wishes, posts and turns as JSON."""
