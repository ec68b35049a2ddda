"""Who may do and see what of the courtyard."""
