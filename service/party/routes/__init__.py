"""HTTP of the party organisation."""
