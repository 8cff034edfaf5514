"""The referee: runs what a learner hands in, hurts it, and shows the shortest run that fails."""
