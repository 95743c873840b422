"""The roof: settings, addresses, the frame of a page, home, the demonstration."""
