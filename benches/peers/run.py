#!/usr/bin/env python3
"""Times gainsay's classifier of lines against other tools on the same text, and writes a table.

    benches/peers/run.py TEXT --sizes 100000,all --runs 3

TEXT has one sentence a line (also .gz). The last 20,000 sentences (a fifth, if there are fewer than
100,000) are held out; labels and words are those of words.py. Every run is a process of its own, the
tools take turns, and medians are given. The tools go into a virtual environment (`--venv`), from PyPI.

gainsay is charged for its whole process, reading its model too; the other tools for the work alone,
without interpreter, imports and reading a model. Ratios are of processor seconds (user and system, all
threads) with one thread, which other work on the machine hardly touches, and of wall seconds with more.
Peak memory is that of the process.
"""

import argparse
import gzip
import json
import multiprocessing
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
PACKAGES = ["numpy", "scipy", "scikit-learn", "fasttext-wheel", "vowpalwabbit", "liblinear-official"]
# How often the held-out sentences are scored.
REPEATS = 10
# Ours: on the objective of scikit-learn's C = 1, and with the settings that do best on held-out lines.
OURS = {"gainsay": ["--gap", "1e-6"], "gainsay-tuned": ["-C", "3", "--min-df", "2", "--gap", "0.1"]}
TOOLS = [*OURS, "vw", "fasttext", "sgd", "liblinear", "saga", "lbfgs"]
sys.path.insert(0, str(HERE))
import words  # noqa: E402


def environment(folder):
    python = folder / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        subprocess.run([python, "-m", "pip", "-q", "install", *PACKAGES], check=True)
    return python


def prepare(text, size, folder):
    """Writes the forms that the tools read; gives the number of sentences trained on and scored."""
    opened = gzip.open if str(text).endswith(".gz") else open
    with opened(text, "rt", encoding="utf-8") as file:
        pairs = [words.labelled(line) for line in file]
    pairs = [(label, text) for label, text in pairs if text]
    n_held_out = min(20_000, len(pairs) // 5)
    held_out, pairs = pairs[-n_held_out:], pairs[:-n_held_out]
    pairs = pairs[:size]
    number = {label: i for i, label in enumerate(["dispute", "other", "speech"], 1)}
    with open(folder / "train.tsv", "w") as tsv, open(folder / "train.ft", "w") as ft, open(folder / "train.vw", "w") as vw:
        for label, line in pairs:
            tsv.write(f"{label}\t{line}\n")
            ft.write(f"__label__{label} {line}\n")
            vw.write(f"{number[label]} | {line}\n")
    with open(folder / "score.txt", "w") as txt, open(folder / "score.vw", "w") as vw:
        # Several times, so that the seconds of a fast tool can be told from its start.
        for _ in range(REPEATS):
            for _, line in held_out:
                txt.write(f"{line}\n")
                vw.write(f"| {line}\n")
    return len(pairs), [label for label, _ in held_out]


def apart(function, *arguments):
    """Calls in a process of its own, as a child's peak memory begins with its parent's."""
    with multiprocessing.Pool(1) as pool:
        return pool.apply(function, arguments)


def measured(command):
    """Runs a command; gives wall and processor seconds, peak memory in MB, and its last line."""
    start = time.perf_counter()
    with tempfile.TemporaryFile("w+") as out:
        child = subprocess.Popen(command, stdout=out)
        _, status, usage = os.wait4(child.pid, 0)
        wall = time.perf_counter() - start
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode:
            raise SystemExit(f"{' '.join(map(str, command))}: exit code {child.returncode}")
        out.seek(0)
        printed = out.read().strip().splitlines()
    return {
        "wall": wall,
        "cpu": usage.ru_utime + usage.ru_stime,
        "mb": usage.ru_maxrss / 1024,
        "printed": printed[-1] if printed else "",
    }


def one(tool, action, folder, threads, args, python):
    if tool in OURS:
        base = [args.gainsay, "-q", "--threads", str(threads), "lines"]
        model = folder / f"{tool}.model"
        if action == "train":
            return measured([*base, "train", folder / "train.tsv", "-o", model, *OURS[tool]])
        return measured([*base, "label", "--model", model, folder / "score.txt", "-o", folder / f"{tool}.labels"])
    os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = str(threads)
    run = measured([python, HERE / "peer.py", tool, action, folder, str(threads)])
    run.update(json.loads(run["printed"]))
    return run


def accuracy(folder, tool, gold):
    found = (folder / f"{tool}.labels").read_text(encoding="utf-8").splitlines()
    return sum(a == b for a, b in zip(found, gold)) / len(gold)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("text", type=Path)
    parser.add_argument("--sizes", default="100000", help="sentences to train on, with commas; `all` is a size")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--threads", default="1,2")
    parser.add_argument("--tools", default=",".join(TOOLS))
    parser.add_argument("--slow-once", action="store_true", help="run lbfgs and saga once only")
    parser.add_argument("--gainsay", default=HERE.parents[1] / "target" / "release" / "gainsay")
    parser.add_argument("--venv", type=Path, default=HERE / "venv")
    parser.add_argument("--folder", type=Path, help="where models and prepared text stay; a temporary one by default")
    args = parser.parse_args()
    args.gainsay = str(Path(args.gainsay).resolve())
    python = environment(args.venv)
    tools = args.tools.split(",")
    with tempfile.TemporaryDirectory() as temporary:
        folder = args.folder or Path(temporary)
        folder.mkdir(exist_ok=True)
        for size in args.sizes.split(","):
            n, gold = apart(prepare, args.text, None if size == "all" else int(size), folder)
            score_mb = (folder / "score.txt").stat().st_size / 1e6
            train_mb = (folder / "train.tsv").stat().st_size / 1e6
            for threads in map(int, args.threads.split(",")):
                runs = {tool: {"train": [], "score": []} for tool in tools}
                for turn in range(args.runs):
                    for tool in tools:
                        if turn and args.slow_once and tool in ("lbfgs", "saga"):
                            continue
                        for action in ("train", "score"):
                            runs[tool][action].append(one(tool, action, folder, threads, args, python))
                            print(size, threads, turn, tool, action, runs[tool][action][-1], file=sys.stderr)
                table(n, train_mb, score_mb, threads, runs, folder, gold)


def table(n, train_mb, score_mb, threads, runs, folder, gold):
    def median(tool, action, figure):
        return statistics.median(run[figure] for run in runs[tool][action])

    print(f"\n### {n:,} sentences ({train_mb:.1f} MB), {threads} thread(s), medians of {len(runs['gainsay']['train'])} runs\n")
    print("| tool | training: CPU, s | wall, s | ÷ ours | peak, MB | accuracy | scoring: CPU, s | sentences/s | MB/s | ÷ ours |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    clock = "cpu" if threads == 1 else "wall"
    ours = {action: median("gainsay", action, clock) for action in ("train", "score")}
    n_scored = len(gold) * REPEATS
    for tool in runs:
        score = median(tool, "score", clock)
        print(
            f"| {tool} | {median(tool, 'train', 'cpu'):.2f} | {median(tool, 'train', 'wall'):.2f} "
            f"| {median(tool, 'train', clock) / ours['train']:.1f} | {median(tool, 'train', 'mb'):.0f} "
            f"| {accuracy(folder, tool, gold):.4f} | {median(tool, 'score', 'cpu'):.2f} | {n_scored / score:,.0f} "
            f"| {score_mb / score:.1f} | {score / ours['score']:.1f} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
