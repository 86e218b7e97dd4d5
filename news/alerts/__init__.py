"""Alerts: what operators are told of, decided from data alone: one message a change of state, never a flood."""
