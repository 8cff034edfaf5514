"""The architectures side by side: the same story, played through each."""
