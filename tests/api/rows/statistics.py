"""Who may do what with statistics, from outside: see tests/api/matrix.py."""

ROWS = ()
