"""Stages rows of the matrix ask for, a class a package; Journeys has them all."""
