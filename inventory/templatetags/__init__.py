"""What only the workshop's templates need."""
