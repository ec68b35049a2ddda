"""Questions about wishes and posts."""
