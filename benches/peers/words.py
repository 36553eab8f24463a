"""The label of a sentence, and its words: what every tool of the comparison is given.

A sentence is `dispute` if it holds a word of DISPUTE, else `speech` if it holds one of SPEECH, else
`other`. The words of both lists are then taken out, so that a tool must tell the label from what
stands around them. The text is lower-cased words of at least two characters, with blanks between:
tools that split at blanks see the same words as those that have a tokeniser.
"""

import re

DISPUTE = set(
    "accused accuses accuse accusing accusation accusations blamed blames blame blaming denied denies deny denying "
    "denial alleged alleges allege alleging allegedly allegation allegations criticized criticizes criticize "
    "criticizing condemned condemns condemn condemning rejected rejects reject rejecting charged charges".split()
)
SPEECH = set(
    "said says say saying told tells tell telling added adds announced announces asked asks stated wrote writes "
    "tweeted".split()
)
WORD = re.compile(r"(?u)\b\w\w+\b")


def labelled(sentence):
    """Label and text of a sentence; the text may be empty."""
    words = WORD.findall(sentence.lower())
    held = set(words)
    label = "dispute" if held & DISPUTE else "speech" if held & SPEECH else "other"
    return label, " ".join(w for w in words if w not in DISPUTE and w not in SPEECH)
