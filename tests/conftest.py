"""What every test may ask for: people by role, a fixed instant."""
