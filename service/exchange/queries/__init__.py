"""What leaves the house, and how its delivery goes."""
