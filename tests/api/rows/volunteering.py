"""Who may do what with volunteering, from outside: see tests/api/matrix.py."""

ROWS = ()
