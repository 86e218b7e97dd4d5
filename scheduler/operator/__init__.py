"""The operator's side of the web server: health, metrics, and pages that say what needs a hand."""
