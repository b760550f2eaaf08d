"""Teams: who a person is, which teams they belong to and what they may do there."""
