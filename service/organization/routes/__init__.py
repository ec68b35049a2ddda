"""HTTP of people and places."""
