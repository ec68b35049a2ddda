"""Who hears what of the courtyard."""
