"""The commands of `loa`, one noun a file; each imports what it needs when it is run, so that `loa --help` is quick."""
