"""The shapes of the courtyard's JSON."""
