"""Questions of those who look in from above."""
