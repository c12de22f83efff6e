"""What is put off comes when it is needed; where Rasa has changed, nothing is put off in silence."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

from tests.server import QUIET, ROOT

REFUSED = """
import inspect
from rasa.engine.storage.storage import ModelMetadata
ModelMetadata.from_dict = inspect.cleandoc  # any other function with a source
from bot.rasa_mends import without_tensorflow
try:
    without_tensorflow.apply()
except RuntimeError as error:
    print(json.dumps({"refused": str(error)}))
"""
SPLIT = """
from bot.rasa_mends import without_tensorflow
without_tensorflow.apply()
import rasa.core.run
from rasa.utils.tensorflow import model_data
before = "sklearn" in sys.modules
ours = model_data.train_test_split(list(range(10)), test_size=3, random_state=7)
from sklearn.model_selection import train_test_split
print(json.dumps({
    "before": before, "same": ours == train_test_split(list(range(10)), test_size=3, random_state=7)}))
"""
ANOTHER_MODEL_DATA = """
from bot.rasa_mends import without_tensorflow
without_tensorflow._SPLITS = "from sklearn import another_function"
without_tensorflow.apply()
from rasa.utils.tensorflow import model_data
from sklearn.model_selection import train_test_split
print(json.dumps({"own": model_data.train_test_split is train_test_split}))
"""

COMPONENTS = """
from bot.rasa_mends import without_tensorflow
without_tensorflow.apply()
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.exceptions import InvalidConfigException
names = ["RulePolicy", "rasa.core.policies.memoization.MemoizationPolicy", "bot.nlu.language.LanguageDetector"]
found = [DefaultV1Recipe._from_registry(name).clazz.__name__ for name in names]
before = "tensorflow" in sys.modules
try:
    DefaultV1Recipe._from_registry("NoSuchPolicy")
except InvalidConfigException as error:
    unknown = str(error)
needs = DefaultV1Recipe._from_registry("DIETClassifier").clazz.__name__
print(json.dumps({"found": found, "before": before, "unknown": unknown, "needs": [needs, "tensorflow" in sys.modules]}))
"""
ANOTHER_RECIPE = """
import inspect
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
DefaultV1Recipe._from_registry = classmethod(inspect.cleandoc)
from bot.rasa_mends import without_tensorflow
try:
    without_tensorflow.apply()
except RuntimeError as error:
    print(json.dumps({"refused": str(error)}))
"""


def told_by(code: str) -> dict[str, Any]:
    """What the code prints in a process of its own: it is about what is imported first."""
    ran = subprocess.run(
        [sys.executable, "-c", "import json, sys\n" + code],
        cwd=ROOT,
        env={**os.environ, **QUIET},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert ran.returncode == 0, ran.stderr[-3000:]
    told: dict[str, Any] = json.loads(ran.stdout.splitlines()[-1])
    return told


def test_another_rasas_metadata_are_refused() -> None:
    assert "ModelMetadata.from_dict has changed" in told_by(REFUSED)["refused"]


def test_scikit_learn_comes_when_training_data_are_split() -> None:
    assert told_by(SPLIT) == {"before": False, "same": True}


def test_where_rasa_takes_more_of_scikit_learn_it_is_not_put_off() -> None:
    assert told_by(ANOTHER_MODEL_DATA) == {"own": True}


def test_training_imports_the_components_that_are_named() -> None:
    told = told_by(COMPONENTS)
    assert told["found"] == ["RulePolicy", "MemoizationPolicy", "LanguageDetector"] and not told["before"]
    assert "NoSuchPolicy" in told["unknown"]
    assert told["needs"] == ["DIETClassifier", True]


def test_another_rasas_recipe_is_refused() -> None:
    assert "DefaultV1Recipe._from_registry has changed" in told_by(ANOTHER_RECIPE)["refused"]
