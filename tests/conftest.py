"""What every test may ask for: people by role, a fixed instant."""

from tests.workers import broker, start_worker  # noqa: F401 - fixtures of any test that kills a worker
