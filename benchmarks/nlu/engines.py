"""The engines, and how each is trained and asked: in processes of their own, one at a time."""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import yaml

from benchmarks.nlu.data import Data
from benchmarks.nlu.serving import Answer
from tests.nlu.understanding import ROOT

HERE = Path(__file__).resolve().parent
CACHE = "cache"  # Rasa's; what it holds is not trained
Command = list[str]


@dataclass(frozen=True)
class Engine:
    """`train` and `serve` tell the command for a folder of the engine's own."""

    name: str
    title: str
    train: Callable[[Data, Path], Command]
    serve: Callable[[Data, Path, Path], Command]
    install: Callable[[], None] = lambda: None
    setting: str = ""  # what a model is trained with beside the data


@dataclass(frozen=True)
class Training:
    """From the command to the stored model. `fingerprint`: of data and setting."""

    fingerprint: str
    seconds: float
    cpu_seconds: float


@dataclass(frozen=True)
class Measured:
    """`megabytes`: the most that the process had that loaded the model and answered."""

    engine: Engine
    training: Training
    answers: list[Answer]
    megabytes: float


def measure(engine: Engine, data: Data, folder: Path) -> Measured:
    """Train, unless the folder holds a model of the same data and setting, and ask everything."""
    engine.install()
    folder.mkdir(parents=True, exist_ok=True)
    training, results = _trained(engine, data, folder), folder / "results.json"
    _run(engine.serve(data, folder, results), folder, "serve")
    found = json.loads(results.read_text(encoding="utf-8"))
    return Measured(engine, training, found["answers"], found["megabytes"])


def _trained(engine: Engine, data: Data, folder: Path) -> Training:
    note, fingerprint = folder / "trained.json", f"{data.fingerprint} {engine.setting}"
    if note.is_file():
        training = Training(**json.loads(note.read_text(encoding="utf-8")))
        if training.fingerprint == fingerprint:
            return training
        note.unlink()
    shutil.rmtree(folder / CACHE, ignore_errors=True)  # of a run that was stopped
    seconds, cpu_seconds = _run(engine.train(data, folder), folder, "train")
    training = Training(fingerprint, seconds, cpu_seconds)
    note.write_text(json.dumps(asdict(training)), encoding="utf-8")
    return training


def _run(command: Command, folder: Path, step: str) -> tuple[float, float]:
    """Wall and CPU seconds of the command.

    Raises:
        SystemExit: where it fails; the end of what it said is shown.
    """
    log = folder / f"{step}.log"
    environment = {**os.environ, "RASA_CACHE_DIRECTORY": str(folder / CACHE), "PYTHONPATH": str(ROOT)}
    before, started = _cpu_seconds_of_children(), time.perf_counter()
    with log.open("wb") as output:
        done = subprocess.run(command, cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT, check=False)
    seconds = time.perf_counter() - started
    if done.returncode:
        end = "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-20:])
        raise SystemExit(f"`{' '.join(command)}` failed with exit status {done.returncode}; {log} ends with:\n{end}")
    return seconds, _cpu_seconds_of_children() - before


def _cpu_seconds_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


# ── Rasa's pipelines, ours among them ────────────────────────────────────────────────────────────────


def _rasa(name: str, title: str, config: Path, *, light: bool = False, epochs: int | None = None) -> Engine:
    rasa = [sys.executable, "-m", "bot.light" if light else "rasa"]

    def train(data: Data, folder: Path) -> Command:
        pipeline = _with_epochs(config, folder, epochs) if epochs is not None else config
        out = ["--out", str(folder), "--fixed-model-name", "model"]
        return [*rasa, "train", "nlu", "--config", str(pipeline), "--nlu", str(data.nlu), *out]

    def serve(data: Data, folder: Path, results: Path) -> Command:
        files = [str(folder / "model.tar.gz"), str(data.texts), str(results)]
        return [sys.executable, "-m", "benchmarks.nlu.rasa_serves", *files, *(["--light"] if light else [])]

    setting = config.read_text(encoding="utf-8")
    return Engine(name, title, train, serve, setting=f"{setting}{epochs}")


def _with_epochs(config: Path, folder: Path, epochs: int) -> Path:
    pipeline = yaml.safe_load(config.read_text(encoding="utf-8"))
    for component in pipeline["pipeline"]:
        if "epochs" in component:
            component["epochs"] = epochs
    file = folder / config.name
    file.write_text(yaml.safe_dump(pipeline, sort_keys=False), encoding="utf-8")
    return file


# ── Others ───────────────────────────────────────────────────────────────────────────────────────────


def _svc() -> Engine:
    module = [sys.executable, "-m", "benchmarks.nlu.svc"]
    return Engine(
        "svc",
        "tf-idf of words + linear SVC",
        lambda data, folder: [*module, "train", str(data.examples), str(folder / "model.joblib")],
        lambda data, folder, results: [*module, "serve", str(folder / "model.joblib"), str(data.texts), str(results)],
    )


def _nlpjs(name: str, title: str, *options: str) -> Engine:
    script = ["node", str(HERE / "nlpjs.js")]
    version = json.loads((HERE / "package.json").read_text(encoding="utf-8"))["dependencies"]["node-nlp"]

    def serve(data: Data, folder: Path, results: Path) -> Command:
        return [*script, "serve", str(folder / "model.nlp"), str(data.texts), str(results), *options]

    return Engine(
        name,
        title.format(version),
        lambda data, folder: [*script, "train", str(data.examples), str(folder / "model.nlp")],
        serve,
        install=_install_nlpjs,
        setting=version,
    )


def _install_nlpjs() -> None:
    """What package-lock.json names, where it is not there yet."""
    if not (HERE / "node_modules" / ".package-lock.json").is_file():
        print("installing nlp.js", file=sys.stderr, flush=True)
        subprocess.run(["npm", "ci", "--prefix", str(HERE), "--no-audit", "--no-fund", "--silent"], check=True)


def engines(epochs: int) -> Sequence[Engine]:
    """All of them; `epochs` is how long DIET learns."""
    pipelines = HERE / "pipelines"
    return (
        _rasa("ours", "**Guichet**", ROOT / "config.yml", light=True),
        _rasa("diet", f"Rasa's default: DIET, {epochs} epochs", pipelines / "rasa_default.yml", epochs=epochs),
        _rasa("logistic", "Rasa's LogisticRegression", pipelines / "logistic_regression.yml"),
        _svc(),
        _nlpjs("nlpjs", "nlp.js {}"),
        _nlpjs("nlpjs-told", "nlp.js {}, told the language", "--told"),
    )
