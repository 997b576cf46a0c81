"""Reading a branch's own Word minutes into a draft of a meeting.

`reading.read_minutes(data, name)` reads lines, labels and values without any database; `drafting.draft_meeting`
checks names, figures and kinds against the register of the day; `saving.save_draft` records the meeting.
"""
