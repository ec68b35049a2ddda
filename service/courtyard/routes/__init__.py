"""The calls of the courtyard."""
