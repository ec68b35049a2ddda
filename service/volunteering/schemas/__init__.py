"""The shape of JSON about teams, reports and positions."""
