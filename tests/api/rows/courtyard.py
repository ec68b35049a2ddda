"""Who may do what with courtyard, from outside: see tests/api/matrix.py."""

ROWS = ()
