"""The sample town: several portals on 127.0.0.1 for demonstration and end-to-end tests."""
