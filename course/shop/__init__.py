"""The shop: the same public API, built in several architectures."""
