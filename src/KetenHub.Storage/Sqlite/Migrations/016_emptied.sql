-- When the bytes of a refused message went after their term. The row stays: that it came, from whom, how often, why it was refused, and what became of it.
ALTER TABLE quarantine ADD COLUMN emptied_at INTEGER;
