#!/usr/bin/env python3
"""Holds the optimum of `gainsay lines train` against scikit-learn's on the same matrix and penalty.

    benches/peers/objective.py LABELLED.tsv --gainsay target/release/gainsay

LABELLED has `label<TAB>text` lines. scikit-learn's is `TfidfVectorizer(ngram_range=(1, 2),
dtype=float32)` and `LogisticRegression(C=1, tol=1e-7)` (lbfgs). Exit code 1 if the objectives differ
by more than 1e-6 of their value, or the numbers of n-grams at all.
"""

import argparse
import re
import subprocess
import tempfile

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from peer import labelled, objective

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("labelled")
parser.add_argument("--gainsay", default="target/release/gainsay")
args = parser.parse_args()

with tempfile.NamedTemporaryFile(suffix=".gsl") as model:
    command = [args.gainsay, "lines", "train", args.labelled, "-o", model.name, "--gap", "1e-8"]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stderr
found = re.search(r"([0-9]+) n-grams, objective ([0-9.]+)", said)
n_grams, ours = int(found[1]), float(found[2])

text, labels = labelled(args.labelled)
x = TfidfVectorizer(ngram_range=(1, 2), dtype=np.float32).fit_transform(text)
fitted = LogisticRegression(C=1.0, tol=1e-7, max_iter=20000).fit(x.astype(np.float64), labels)
theirs = objective(fitted, x, labels)
difference = abs(ours - theirs) / theirs
print(f"n-grams {n_grams} and {x.shape[1]}; objective {ours:.6f} and {theirs:.6f}: {difference:.1e} of it apart")
raise SystemExit(int(n_grams != x.shape[1] or difference > 1e-6))
