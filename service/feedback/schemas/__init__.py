"""The shape of JSON about tickets and rules."""
