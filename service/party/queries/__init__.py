"""Questions about the party organisation."""
