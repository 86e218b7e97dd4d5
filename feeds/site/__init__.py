"""The pages people open in a browser: the same articles as the feeds, rendered on the server or written as files."""
