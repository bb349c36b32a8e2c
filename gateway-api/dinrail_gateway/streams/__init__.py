"""What goes on while a browser watches: leases on the bus, handed on as event streams."""
