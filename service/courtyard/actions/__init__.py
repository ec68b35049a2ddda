"""The verbs of the courtyard."""
