"""Questions about places and about who holds which role where."""
