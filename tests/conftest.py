"""What every test may use. The database itself comes from `tests/plugin.py`."""
