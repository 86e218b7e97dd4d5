"""Alerts: operators are told by webhook and by mail, from the service or from a command."""
