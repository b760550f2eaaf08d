"""Decider: decide, task by task, whether to prompt, fine-tune, do both, or self-host.

The data's way reads off the names:

`profiles/forms` → `models/task: Task.profile()` → `domain/estimate` → `domain/recommendation`
→ `estimates/views` → `decisions/actions: submit` → `models/decision` (frozen)
→ `reviews/actions: approve` → `exports/pdf`

Measured answers come in by `evidence/importing` → `evidence/readers` → `domain/measured`
→ `evidence/apply_actions` → `profiles/actions: save_answers`.
"""
