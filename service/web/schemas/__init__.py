"""What pages are asked for in their addresses, where the API asks otherwise."""
