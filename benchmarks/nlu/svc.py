"""`python -m benchmarks.nlu.svc`: the plainest classifier that works, scikit-learn's defaults.

`train EXAMPLES MODEL`, then `serve MODEL TEXTS RESULTS`.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import joblib
import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import make_pipeline
from sklearn.svm import LinearSVC

from benchmarks.nlu.serving import Guess, serve


def train(examples: Path, model: Path) -> None:
    rows = json.loads(examples.read_text(encoding="utf-8"))
    pipeline = make_pipeline(TfidfVectorizer(ngram_range=(1, 2)), LinearSVC(random_state=7))
    pipeline.fit([row["text"] for row in rows], [row["intent"] for row in rows])
    joblib.dump(pipeline, model)


def answer(model: Path, texts: Path, results: Path) -> None:
    """The confidence is the best decision value, brought between 0 and 1."""
    pipeline = joblib.load(model)
    intents = [str(name) for name in pipeline.classes_]

    def guess(text: str) -> Guess:
        [values] = pipeline.decision_function([text])
        best = int(values.argmax())
        return {"intent": intents[best], "confidence": float(1 / (1 + np.exp(-values[best])))}

    serve(guess, texts, results)


if __name__ == "__main__":
    task, *files = sys.argv[1:]
    (train if task == "train" else answer)(*map(Path, files))
