"""What members do and what is done with their registrations: each verb is one transaction."""
