"""The player: what moves and what changes, worked out from a trace and played in the browser."""
