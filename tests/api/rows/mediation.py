"""Who may do what with mediation, from outside: see tests/api/matrix.py."""

ROWS = ()
