"""Figures of tickets: the three rates, the backlog, what is overdue, and what many ask for (docs/adr/0034)."""
