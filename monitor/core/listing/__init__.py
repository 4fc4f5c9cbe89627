"""How links are read out of what a source serves."""
