#!/usr/bin/env python3
"""Sends millions of articles through `gainsay score` and `gainsay report`, and checks every count.

    benches/soak.py ARTICLES.jsonl target/release/gainsay --articles 10000000

Each article is the title and the first sentences of one of ARTICLES (`--base` of them, `--bytes` each),
then one of ten paragraphs that name nobody, up to about 1,000 bytes. Each of these texts is scored once by
itself, and its judgements are counted here; what a report of all must say is these counts times how often
each outlet prints each text. Prints the memory and the processor seconds of both programs
on the way, and ends with exit code 1 if any count differs.
"""

import argparse
import collections
import json
import os
import subprocess
import sys
import time

FILLER = (
    "The rest of the day passed without news, and most shops along the road closed early because of the rain. "
    "A bus that was late in the morning was late again in the evening, which surprised nobody who waits there. "
    "Prices of bread and milk stayed what they were, and so did the queue in front of the bakery. "
    "In the park somebody had left a blue umbrella on a bench, and it was still there at night. "
)
N_FILLERS = 10
TICKS = os.sysconf("SC_CLK_TCK")


def short(article, n_bytes):
    """Title and first sentences of an article."""
    text = article["text"].replace("\n", " ")[:n_bytes]
    end = text.rfind(". ")
    return {**article, "text": text[: end + 1] if end > 0 else text}


def filler(start, n_bytes):
    """About so many bytes of FILLER; each `start` gives another text."""
    sentences = FILLER.split(". ")[:-1]
    turned = sentences[start % len(sentences) :] + sentences[: start % len(sentences)]
    text = ". ".join(turned) + ". "
    return (text * 9)[: max(0, n_bytes - start)]


def counts(gainsay, articles):
    """Of each article, judgements by actor and label."""
    lines = "".join(json.dumps(a) + "\n" for a in articles)
    run = subprocess.run([gainsay, "score", "-q", "-"], input=lines.encode(), stdout=subprocess.PIPE, check=True)
    found = {article["id"]: collections.Counter() for article in articles}
    for line in run.stdout.splitlines():
        judgement = json.loads(line)
        found[judgement["article"]][judgement["actor"], judgement["stance"]["label"]] += 1
    return found


def used(process):
    """Processor seconds, and resident memory at its highest in MB."""
    with open(f"/proc/{process.pid}/stat", encoding="ascii") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    with open(f"/proc/{process.pid}/status", encoding="ascii") as file:
        status = dict(line.split(":", 1) for line in file)
    return (int(fields[11]) + int(fields[12])) / TICKS, int(status["VmHWM"].split()[0]) / 1024


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("input")
    parser.add_argument("gainsay")
    parser.add_argument("--articles", type=int, default=10_000_000)
    parser.add_argument("--base", type=int, default=500, help="different articles")
    parser.add_argument("--bytes", type=int, default=150, help="of each, at most, beside its title")
    parser.add_argument("--outlets", type=int, default=8)
    args = parser.parse_args()
    with open(args.input, encoding="utf-8") as file:
        base = [short(json.loads(line), args.bytes) for _, line in zip(range(args.base), file)]
    texts = [
        {**article, "text": f"{article['text']}\n\n{filler(start, 830 - len(article['text']))}"}
        for start in range(N_FILLERS)
        for article in base
    ]
    by_text = counts(args.gainsay, [{**text, "id": str(i)} for i, text in enumerate(texts)])

    # Everything but id and outlet is written once.
    templates = [json.dumps({key: text[key] for key in ("title", "date", "text")})[1:] + "\n" for text in texts]
    score = subprocess.Popen([args.gainsay, "score", "-q", "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    # Stories would keep all judgements.
    command = [args.gainsay, "report", "-q", "-", "--format", "json", "--show", "shares"]
    report = subprocess.Popen(command, stdin=score.stdout, stdout=subprocess.PIPE)
    score.stdout.close()
    printed = collections.Counter()
    n_bytes, start, before = 0, time.monotonic(), 0.0
    print("| articles | GB | score: ms per article of the last tenth | MB | report: s | MB | wall, s |")
    print("| ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    step = max(args.articles // 10, 1)
    chunk = []
    for i in range(args.articles):
        # Each text goes round the outlets.
        which = i % len(texts)
        outlet = (which + i // len(texts)) % args.outlets
        printed[which, outlet] += 1
        chunk.append(f'{{"id": "{i}", "source": "Outlet {outlet}", {templates[which]}')
        if len(chunk) == 1000 or i + 1 == args.articles:
            data = "".join(chunk).encode()
            score.stdin.write(data)
            n_bytes += len(data)
            chunk.clear()
        if (i + 1) % step == 0:
            (cpu, peak), (report_cpu, report_peak) = used(score), used(report)
            each = (cpu - before) / step * 1000
            wall = time.monotonic() - start
            print(
                f"| {i + 1:,} | {n_bytes / 1e9:.2f} | {each:.3f} | {peak:.0f} | {report_cpu:.0f} | {report_peak:.0f} | {wall:.0f} |",
                flush=True,
            )
            before = cpu
    score.stdin.close()
    told = json.load(report.stdout)
    if score.wait() or report.wait():
        sys.exit("a program failed")

    expected = collections.Counter()
    mentioning = collections.Counter()
    for (which, outlet), n in printed.items():
        found = by_text[str(which)]
        for (actor, label), count in found.items():
            expected[f"Outlet {outlet}", actor, label] += n * count
        for actor in {actor for actor, _ in found}:
            mentioning[f"Outlet {outlet}", actor] += n
    wrong = 0
    for row in told["rows"]:
        cell = (row["group"], row["actor"])
        wrong += row["articles"] != mentioning.pop(cell, 0)
        for label, count in row["labelled"].items():
            wrong += count != expected.pop((*cell, label), 0)
    wrong += len(mentioning) + len(expected)
    print(f"\n{told['judgements']:,} judgements in {len(told['rows']):,} cells; {wrong} counts differ")
    sys.exit(wrong != 0)


if __name__ == "__main__":
    main()
