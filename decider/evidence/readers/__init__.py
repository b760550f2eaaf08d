"""Readers of evidence files: from bytes that nobody vouches for to a `Reading`.

`reading.read_file` → `opening.open_source` (what the bytes are) → `recognise` (whose file it is) → the format's own
`read` (`usage`, `evaluation`, `training`). Nothing here knows Django: the readers run in a process of their own
(`python -m decider.evidence.readers`), write only to their scratch folder, and fail with `EvidenceError` alone.
"""
