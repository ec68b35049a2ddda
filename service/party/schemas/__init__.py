"""The shape of JSON about the party organisation."""
