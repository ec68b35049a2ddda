"""Who may do what with development, from outside: see tests/api/matrix.py."""

ROWS = ()
