"""Who may do what with wishes, from outside: see tests/api/matrix.py."""

ROWS = ()
