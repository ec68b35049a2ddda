"""Pictures that people send: cleaned on arrival, stored under unguessable names, shown by short links."""
