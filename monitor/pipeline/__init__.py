"""The corridor: the steps of a story, called in order.

    due -> read_listings -> discover -> unseen        (visits)
    -> read_pages -> extract -> place -> match
    -> plan -> record                                 (ingest)
    -> send                                           (deliver, digests)

It decides nothing and touches nothing outside by itself: it hands values from one room
to the next, opens the transactions, and writes the log line at the end of each step.
"""
