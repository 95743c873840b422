"""When a committed item is fulfilled; claimed by one party, decided by the other."""
