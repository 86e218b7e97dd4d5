"""Pages written by template, for development: every shape is one that real systems and papers use, every word is invented."""
