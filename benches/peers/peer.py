"""One run of one peer in a process of its own: `peer.py TOOL train|score FOLDER THREADS`.

Reads FOLDER/train.tsv (fastText and Vowpal Wabbit: the same lines in their own form), writes
FOLDER/TOOL.model, or labels FOLDER/score.txt into FOLDER/TOOL.labels. Prints a JSON object with the wall and
processor seconds of the work itself; start of the interpreter, imports and, when scoring, reading the model are not
counted.
"""

import json
import pickle
import sys
import time
from pathlib import Path



class Clock:
    """Wall and processor seconds (of all threads) since it was made."""

    def __init__(self):
        self.wall, self.cpu = time.perf_counter(), time.process_time()

    def seconds(self):
        return {"wall": time.perf_counter() - self.wall, "cpu": time.process_time() - self.cpu}


LABELS = ["dispute", "other", "speech"]


def lines(path):
    with open(path, encoding="utf-8") as file:
        return [line.rstrip("\n") for line in file]


def labelled(path):
    pairs = [line.split("\t", 1) for line in lines(path)]
    return [text for _, text in pairs], [label for label, _ in pairs]


def objective(model, x, labels):
    """The sum of log losses and half the squared weights: what `C = 1` minimises."""
    import numpy as np

    z = x.astype(np.float64) @ model.coef_.T + model.intercept_
    y = np.searchsorted(model.classes_, labels)
    return float(0.5 * (model.coef_**2).sum() + (np.logaddexp.reduce(z, axis=1) - z[np.arange(len(y)), y]).sum())


def sklearn_tool(name, action, folder, threads):
    import numpy as np
    from sklearn.feature_extraction.text import HashingVectorizer, TfidfVectorizer
    from sklearn.linear_model import LogisticRegression, SGDClassifier

    path = folder / f"{name}.model"
    extra = {}
    clock = Clock()
    if action == "train":
        text, labels = labelled(folder / "train.tsv")
        if name == "sgd":
            vectorizer = HashingVectorizer(ngram_range=(1, 2), alternate_sign=False, dtype=np.float32)
            # alpha of C = 1 is 1 / (C n).
            model = SGDClassifier(loss="log_loss", alpha=1 / len(text), random_state=1, n_jobs=threads)
            x = vectorizer.transform(text)
        else:
            vectorizer = TfidfVectorizer(ngram_range=(1, 2), dtype=np.float32)
            x = vectorizer.fit_transform(text)
            tight = {"tol": 1e-6, "max_iter": 5000} if name == "lbfgs" else {"solver": "saga", "max_iter": 100}
            model = LogisticRegression(C=1.0, random_state=1, **tight)
        model.fit(x, labels)
        seconds = clock.seconds()
        if name != "sgd":
            extra = {"objective": objective(model, x, labels), "n_features": x.shape[1]}
        path.write_bytes(pickle.dumps((vectorizer, model)))
    else:
        vectorizer, model = pickle.loads(path.read_bytes())
        clock = Clock()
        found = model.predict(vectorizer.transform(lines(folder / "score.txt")))
        (folder / f"{name}.labels").write_text("".join(f"{label}\n" for label in found), encoding="utf-8")
        seconds = clock.seconds()
    return seconds, extra


def liblinear(action, folder):
    import numpy as np
    from liblinear import liblinearutil
    from sklearn.feature_extraction.text import TfidfVectorizer

    clock = Clock()
    if action == "train":
        text, labels = labelled(folder / "train.tsv")
        vectorizer = TfidfVectorizer(ngram_range=(1, 2))
        x = vectorizer.fit_transform(text)
        model = liblinearutil.train(np.array([LABELS.index(l) for l in labels], float), x, "-s 0 -c 1 -B 1 -q")
        seconds = clock.seconds()
        liblinearutil.save_model(str(folder / "liblinear.model"), model)
        (folder / "liblinear.vectorizer").write_bytes(pickle.dumps(vectorizer))
    else:
        model = liblinearutil.load_model(str(folder / "liblinear.model"))
        vectorizer = pickle.loads((folder / "liblinear.vectorizer").read_bytes())
        clock = Clock()
        x = vectorizer.transform(lines(folder / "score.txt"))
        found, _, _ = liblinearutil.predict([], x, model, "-q")
        text = "".join(f"{LABELS[int(label)]}\n" for label in found)
        (folder / "liblinear.labels").write_text(text, encoding="utf-8")
        seconds = clock.seconds()
    return seconds, {}


def fasttext(action, folder, threads):
    import fasttext as ft

    clock = Clock()
    if action == "train":
        model = ft.train_supervised(str(folder / "train.ft"), wordNgrams=2, thread=threads, verbose=0, seed=1)
        seconds = clock.seconds()
        model.save_model(str(folder / "fasttext.model"))
    else:
        model = ft.load_model(str(folder / "fasttext.model"))
        clock = Clock()
        text = lines(folder / "score.txt")
        # The extension itself, line by line: its Python wrapper does not go with numpy 2.
        found = [model.f.predict(line + "\n", 1, 0.0, "strict")[0][1] for line in text]
        names = "".join(f"{label.removeprefix('__label__')}\n" for label in found)
        (folder / "fasttext.labels").write_text(names, encoding="utf-8")
        seconds = clock.seconds()
    return seconds, {}


def vw(action, folder):
    import vowpalwabbit

    clock = Clock()
    if action == "train":
        model = vowpalwabbit.Workspace(
            f"--oaa 3 --loss_function logistic --ngram 2 -b 22 -d {folder}/train.vw -f {folder}/vw.model --quiet"
        )
        model.finish()
    else:
        model = vowpalwabbit.Workspace(
            f"-t -i {folder}/vw.model -d {folder}/score.vw -p {folder}/vw.predictions --quiet"
        )
        model.finish()
    seconds = clock.seconds()
    if action == "score":
        names = [LABELS[int(float(line)) - 1] for line in lines(folder / "vw.predictions")]
        (folder / "vw.labels").write_text("".join(f"{name}\n" for name in names), encoding="utf-8")
    return seconds, {}


def main():
    tool, action, folder, threads = sys.argv[1], sys.argv[2], Path(sys.argv[3]), int(sys.argv[4])
    if tool == "liblinear":
        seconds, extra = liblinear(action, folder)
    elif tool == "fasttext":
        seconds, extra = fasttext(action, folder, threads)
    elif tool == "vw":
        seconds, extra = vw(action, folder)
    else:
        seconds, extra = sklearn_tool(tool, action, folder, threads)
    print(json.dumps({**seconds, **extra}))


if __name__ == "__main__":
    main()
