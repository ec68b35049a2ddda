"""Who hears about registrations, groups, records and yearly feedback."""
