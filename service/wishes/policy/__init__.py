"""Who may do what with wishes, posts and turns, and who may see them."""
