"""Hands that tell people: one module a channel, no knowledge of each other."""
