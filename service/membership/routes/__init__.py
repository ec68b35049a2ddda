"""What membership takes and gives over HTTP."""
