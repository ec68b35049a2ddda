"""Commands that print figures and ratios; nothing here is a test, and nothing here decides."""
