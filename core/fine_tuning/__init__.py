"""Training the last blocks of the ready-made network, too; see docs/decisions/0014."""
