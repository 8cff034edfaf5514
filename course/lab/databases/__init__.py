"""The databases that services are given: each has an owner, takes its time, and is recorded."""
