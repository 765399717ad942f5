"""What runs Claimdesk on one machine: data folder, embedded PostgreSQL, server, worker. Plain Python, no Django."""
