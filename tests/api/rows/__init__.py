"""Rows of the matrix, a file a package."""
