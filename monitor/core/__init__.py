"""Decisions: functions of values to values. No clock, network, database or log."""
