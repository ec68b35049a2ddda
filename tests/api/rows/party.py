"""Who may do what with party, from outside: see tests/api/matrix.py."""

ROWS = ()
