"""Who may do what with membership, from outside: see tests/api/matrix.py."""

ROWS = ()
