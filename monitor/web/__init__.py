"""Dashboard, JSON API, feeds out."""
