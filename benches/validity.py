#!/usr/bin/env python3
"""Does net stance tell outlets of the left from outlets of the right?

usage: validity.py ARTICLES.jsonl.gz GAINSAY [more options of `gainsay report`]

ARTICLES have `source` and `bias` (left, center, right), an outside rating. For every outlet:
(defended less accused, per sentence) of Republican actors, less the same of Democratic actors, by
label. AUC of right against left outlets, and Spearman's rank correlation with left < center <
right, with percentile intervals from 5,000 draws of outlets.
"""
import collections, gzip, json, random, subprocess, sys

REPUBLICAN = """Republican Party|Donald Trump|Mitt Romney|John McCain|George W. Bush|Mike Pence|Paul Ryan
Mitch McConnell|Ted Cruz|Marco Rubio|Jeb Bush|John Boehner|Newt Gingrich|Rick Santorum|Chris Christie|Kevin McCarthy
Lindsey Graham|Sarah Palin|Ron DeSantis|Rick Perry|John Kasich|Jeff Sessions|William Barr|Brett Kavanaugh|Tea Party"""
DEMOCRATIC = """Democratic Party|Barack Obama|Hillary Clinton|Joe Biden|Nancy Pelosi|Harry Reid|Chuck Schumer
Bernie Sanders|Elizabeth Warren|Kamala Harris|Bill Clinton|Adam Schiff|Alexandria Ocasio-Cortez|Al Gore|Eric Holder
Jerry Nadler|Cory Booker|Pete Buttigieg|Beto O'Rourke|Amy Klobuchar|Andrew Cuomo|John Kerry|Loretta Lynch|Ilhan Omar"""
RANK = {"left": 0, "center": 1, "right": 2}


def names(text):
    return {name for line in text.splitlines() for name in line.split("|")}


def ranks(xs):
    order = sorted(range(len(xs)), key=lambda i: xs[i])
    out = [0.0] * len(xs)
    i = 0
    while i < len(order):
        j = i
        while j + 1 < len(order) and xs[order[j + 1]] == xs[order[i]]:
            j += 1
        for k in range(i, j + 1):
            out[order[k]] = (i + j) / 2
        i = j + 1
    return out


def spearman(xs, ys):
    a, b = ranks(xs), ranks(ys)
    ma, mb = sum(a) / len(a), sum(b) / len(b)
    cov = sum((x - ma) * (y - mb) for x, y in zip(a, b))
    va, vb = sum((x - ma) ** 2 for x in a), sum((y - mb) ** 2 for y in b)
    return cov / (va * vb) ** 0.5 if va * vb > 0 else float("nan")


def auc(pairs):
    left = [x for x, bias in pairs if bias == "left"]
    right = [x for x, bias in pairs if bias == "right"]
    wins = sum((r > l) + 0.5 * (r == l) for r in right for l in left)
    return wins / (len(left) * len(right)) if left and right else float("nan")


def interval(pairs, statistic):
    rng = random.Random(1)
    draws = sorted(statistic([rng.choice(pairs) for _ in pairs]) for _ in range(5000))
    return draws[125], draws[-126]


def main():
    articles, gainsay, *options = sys.argv[1:]
    biases = collections.defaultdict(collections.Counter)
    with (gzip.open if articles.endswith(".gz") else open)(articles, "rt") as lines:
        for line in lines:
            article = json.loads(line)
            biases[article["source"]][article["bias"]] += 1
    command = [gainsay, "report", articles, "-q", "--format", "json", "--show", "shares", "--min-articles", "1000000"]
    report = json.loads(subprocess.run(command + options, check=True, capture_output=True).stdout)
    net = collections.defaultdict(lambda: {"R": [0.0, 0.0], "D": [0.0, 0.0]})
    side = {name: "R" for name in names(REPUBLICAN)} | {name: "D" for name in names(DEMOCRATIC)}
    for row in report["rows"]:
        if row["actor"] in side:
            cell = net[row["group"]][side[row["actor"]]]
            cell[0] += row["labelled"]["denying"] - row["labelled"]["accusing"]
            cell[1] += row["sentences"]
    pairs, table = [], []
    for outlet, cells in net.items():
        if min(cells["R"][1], cells["D"][1]) >= 10:
            r, d = (cells[k][0] / cells[k][1] for k in "RD")
            bias = biases[outlet].most_common(1)[0][0]
            pairs.append((r - d, bias))
            table.append((r - d, bias, outlet, r, d))
    for score, bias, outlet, r, d in sorted(table):
        print(f"{outlet:<28} {bias:<7} Republican {100 * r:+6.1f}  Democratic {100 * d:+6.1f}  difference {100 * score:+6.1f}")
    rank = lambda ps: spearman([x for x, _ in ps], [RANK[b] for _, b in ps])
    for name, statistic in (("AUC right against left", auc), ("Spearman's rho", rank)):
        low, high = interval(pairs, statistic)
        print(f"{name}: {statistic(pairs):.2f} ({low:.2f} to {high:.2f}), {len(pairs)} outlets")


if __name__ == "__main__":
    main()
