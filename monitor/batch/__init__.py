"""Batch work: the code of the service over rows that come from files."""
