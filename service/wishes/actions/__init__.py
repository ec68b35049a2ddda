"""The verbs of wishes and posts; each is one transaction: lock, may he, move, tell."""
