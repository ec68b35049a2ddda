"""Questions about registrations, groups, records and yearly feedback."""
