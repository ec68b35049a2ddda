"""The questions about teams, reports and positions: select, never write."""
