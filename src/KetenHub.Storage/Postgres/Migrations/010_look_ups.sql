-- Who looked at whom, over all persons: a part of the log that is small beside it.
CREATE INDEX log_looked_up ON log (at) WHERE kind = 'LookedUp';
