"""Real processes on a durable PostgreSQL: what is left when one of them dies, or the other side is away."""
