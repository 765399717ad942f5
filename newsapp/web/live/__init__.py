"""Live updates: streams of server-sent events, answered in the server's event loop without a thread each."""
