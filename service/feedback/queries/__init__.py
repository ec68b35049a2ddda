"""The questions about tickets: select, never write."""
