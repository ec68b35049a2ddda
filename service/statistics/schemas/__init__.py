"""The JSON of figures."""
