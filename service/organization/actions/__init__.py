"""What people do with places, codes and grants."""
