"""JSON documents that callers send and receive, over HTTP and in files."""
