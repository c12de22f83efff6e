"""A folder of desk files that may change while it is served.

What is valid is taken over as a whole; what is not leaves the last valid state serving.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, TypeVar

from bot.matrix.loader import DeskFileError, load_catalogue
from bot.matrix.model import Catalogue
from bot.matrix.yaml_lines import Problem

T = TypeVar("T")
Builder = Callable[[Catalogue], T]
Stamp = tuple[str, int, int, int, int]  # name, mtime and ctime in ns, size, inode

# A second change within one tick of a file system's clock has the same stamp (2 s on the coarsest):
# files younger than that are told apart by their text.
SETTLED_AFTER = 2.0


@dataclass(frozen=True)
class Edition:
    """The desk files as they stood at one time, and what was built from them. `version` is a digest of their text."""

    catalogue: Catalogue
    version: str
    files: frozenset[str]
    _built: dict[Builder[Any], Any] = field(default_factory=dict, compare=False, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, compare=False, repr=False)

    def built(self, builder: Builder[T]) -> T:
        """What `builder` makes of this catalogue, made once."""
        if builder not in self._built:
            with self._lock:
                if builder not in self._built:
                    self._built[builder] = builder(self.catalogue)
        made: T = self._built[builder]
        return made


@dataclass(frozen=True)
class State:
    """What is served, and why not what lies in the folder (`problems` is empty where it is the same)."""

    version: str
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Change:
    """Changed files were taken over, or refused."""

    kind: Literal["taken_over", "refused"]
    state: State


class LiveCatalogue:
    """The newest valid edition of a folder. Safe to use from several threads."""

    def __init__(self, folder: Path, report: Callable[[Change], None]) -> None:
        self.folder = folder
        self._report = report
        self._builders: list[Builder[Any]] = []
        self._served: Edition | None = None
        self._problems: tuple[Problem, ...] = ()
        self._judged: str | None = None  # the version that was looked at last, valid or not
        self._seen: tuple[Stamp, ...] = ()
        self._settled = False
        self._lock = threading.Lock()

    def build_with(self, builder: Builder[Any]) -> None:
        """Let `builder` run on each later edition before that is served."""
        if builder not in self._builders:
            self._builders.append(builder)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What keeps the files that lay there at the last look from being served."""
        return self._problems

    def unchanged(self) -> Edition | None:
        """The edition that is served, or None where the files look changed. The price is a `stat` for each."""
        return self._served if self._settled and self._stamps() == self._seen else None

    def edition(self) -> Edition:
        """The newest valid edition, after one look at the folder.

        Raises:
            DeskFileError: if there has never been a valid one.
        """
        return self.unchanged() or self.take_over()

    def take_over(self) -> Edition:
        """Read the folder if it has changed. Takes some tenths of a second where it has.

        Raises:
            DeskFileError: if there has never been a valid edition.
        """
        with self._lock:
            stamps, version = self._stamps(), version_of(self.folder)
            self._seen = stamps
            newest = max((max(stamp[1], stamp[2]) for stamp in stamps), default=0)
            self._settled = bool(stamps) and newest / 1e9 < time.time() - SETTLED_AFTER
            if self._served is not None and version == self._judged:
                return self._served
            self._served = self._judge(version, self._served)
            return self._served

    def _judge(self, version: str, before: Edition | None) -> Edition:
        """The edition to serve: a new one, or the one `before`."""
        try:
            edition = self._read(version)
        except DeskFileError as error:
            if before is None:
                raise
            self._judged, self._problems = version, error.problems
            self._report(Change("refused", State(before.version, error.problems)))
            return before
        if version_of(self.folder) != version:  # written to while it was read: look again at the next message
            self._settled = False
            return before or edition
        self._judged, self._problems = version, ()
        if before is not None:
            self._report(Change("taken_over", State(version)))
        return edition

    def _read(self, version: str) -> Edition:
        if self._served is not None and self._served.version == version:
            return self._served
        files = frozenset(file.name for file in self.folder.glob("*.yml"))
        if self._served is not None and self._served.files - files:
            # Editors that save by renaming leave a moment without the file.
            fix = "put it back, or restart to serve without it"
            gone = sorted(self._served.files - files)
            raise DeskFileError(Problem(name, 1, "the desk file is gone", fix) for name in gone)
        edition = Edition(load_catalogue(self.folder), version, files)
        for builder in self._builders:
            try:
                edition.built(builder)
            except Exception as error:
                what = f"{type(error).__name__} while {getattr(builder, '__name__', builder)} was made ready: {error}"
                raise DeskFileError(
                    [Problem(str(self.folder), 1, what, "undo the last change, and report this")]
                ) from error
        return edition

    def _stamps(self) -> tuple[Stamp, ...]:
        stamps: list[Stamp] = []
        with contextlib.suppress(OSError), os.scandir(self.folder) as entries:  # `take_over` says what is wrong
            for entry in entries:
                if entry.name.endswith(".yml"):
                    stamps.append(_stamp(entry))
        return tuple(sorted(stamps))


def _stamp(entry: os.DirEntry[str]) -> Stamp:
    try:
        found = entry.stat()
    except OSError:  # removed since, or a link to nothing
        return (entry.name, 0, 0, 0, 0)
    return (entry.name, found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino)


def version_of(folder: Path) -> str:
    """A short digest of the desk files' names and text."""
    digest = hashlib.sha256()
    for file in sorted(folder.glob("*.yml")):
        try:
            text = file.read_bytes()
        except OSError as error:
            text = str(error).encode()
        digest.update(f"{file.name} {len(text)}\n".encode() + text)
    return digest.hexdigest()[:12]
