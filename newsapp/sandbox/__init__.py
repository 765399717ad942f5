"""Where foreign documents are read: in child processes with limits on memory, time and output, and without network."""
