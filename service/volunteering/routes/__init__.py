"""HTTP: teams, their members, reports, positions."""
