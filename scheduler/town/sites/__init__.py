"""One module per family: how its portals lay out addresses and pages."""
