"""Extra examples for training from what the matters are called.

Examples in `data/nlu` seldom use a matter's name; people sometimes do. Each name alone and with
a facet phrase teaches the name and that the phrase does not decide the matter. Measured in
docs/understanding.md.
"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence

PHRASES_EACH = 1
_SEED = 1
_SEPARATORS = re.compile(r"[（）()/、]")


def name_examples(
    names: Mapping[str, Sequence[str]], facets: Mapping[str, Sequence[str]]
) -> list[tuple[str, str]]:
    """Pairs of text and label.

    Args:
        names: what each label is called.
        facets: phrases of each facet; the first two of each are used.
    """
    chooser = random.Random(_SEED)
    phrases = [phrase for words in facets.values() for phrase in words[:2]]
    examples = []
    for label, called in names.items():
        parts = (part.strip() for name in called for part in _SEPARATORS.split(name))
        for name in dict.fromkeys(part for part in parts if len(part) > 1):
            examples.append((name, label))
            chosen = chooser.sample(phrases, PHRASES_EACH)
            examples.extend((name + phrase, label) for phrase in chosen)
    return examples
