"""The board: one story, played through all four architectures, and changed while one looks."""
