"""The shapes of mediation in JSON: what is said, and what is shown."""
