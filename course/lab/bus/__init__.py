"""The event bus of the lab: a durable log, consumers, questions, an outbox."""
