"""Configuration: the only reader of settings from files and the environment."""
