"""What is known of addresses: tracking, editions, wrappers."""
