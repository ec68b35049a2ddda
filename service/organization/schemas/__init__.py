"""The shape of JSON about people and places."""
