"""The pages of requests, allocations and hand-overs: each translates, makes one domain call, answers."""
