"""What stops one indicator at many agencies: found from what they miss and why, confirmed, given an owner, resolved."""
