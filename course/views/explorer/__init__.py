"""The explorer: a way through a web too large to be drawn, from service to service."""
