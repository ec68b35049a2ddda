"""What people do with the party organisation."""
