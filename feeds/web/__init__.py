"""The pages people open in a browser, and the server of feeds."""
