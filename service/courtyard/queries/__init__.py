"""The questions about the courtyard."""
