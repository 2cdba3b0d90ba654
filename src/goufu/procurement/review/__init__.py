"""The review of bids: who sits, what the record tells, how it is reckoned anew."""
