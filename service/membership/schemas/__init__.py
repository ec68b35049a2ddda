"""The shape of what membership takes and gives."""
