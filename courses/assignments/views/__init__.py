"""What the addresses of assignments answer."""
