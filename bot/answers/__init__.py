"""What to say: from a question and a conversation's context to named responses and their values.

No sentence stands here: responses are named, and their words stand in domain.yml.
"""
