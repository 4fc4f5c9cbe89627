"""news-monitor: watches the world's press and tells you, once per story."""

__version__ = "0.1.0"
