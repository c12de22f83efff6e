"""Training imports the components that are configured; its validator judges them as before."""

from __future__ import annotations

from tests.rasa_mends.fresh_process import told_by

BEGIN = """
from bot.rasa_mends import training_without_tensorflow, without_tensorflow
without_tensorflow.apply()
training_without_tensorflow.apply()
training_without_tensorflow.apply()
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.exceptions import InvalidConfigException
"""
COMPONENTS = """
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
VALIDATED = """
import warnings
from rasa.shared.data import TrainingType
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

faq = Message.build("oi", intent="faq/hours")
data = TrainingData([faq], lookup_tables=[{"name": "city", "elements": ["Paris"]}], responses={"faq/hours": []})

def told(*pipeline):
    config = {"pipeline": [{"name": name} for name in pipeline], "policies": [{"name": "RulePolicy"}]}
    graph = DefaultV1Recipe().graph_config_for_recipe(config, {}, TrainingType.BOTH).train_schema
    validator = graph.nodes["schema_validator"].uses(graph)
    with warnings.catch_warnings(record=True) as found:
        warnings.simplefilter("always")
        validator._warn_of_competing_extractors()
        validator._warn_if_some_training_data_is_unused(data)
    said = " ".join(str(one.message) for one in found)
    words = {"competing": "extractors", "responses": "'ResponseSelector'", "lookup": "features created from the lookup"}
    return {name for name, word in words.items() if word in said}, "tensorflow" in sys.modules

light, before = told("WhitespaceTokenizer", "RegexEntityExtractor", "bot.nlu.language.LanguageDetector")
heavy, after = told("WhitespaceTokenizer", "CRFEntityExtractor", "DIETClassifier", "ResponseSelector")
again, _ = told("WhitespaceTokenizer")
print(json.dumps({"warned": [*map(sorted, (light, heavy, again))], "tensorflow": [before, after]}))
"""
ANOTHER_RECIPE = """
import inspect
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
DefaultV1Recipe._from_registry = classmethod(inspect.cleandoc)
from bot.rasa_mends import training_without_tensorflow
try:
    training_without_tensorflow.apply()
except RuntimeError as error:
    print(json.dumps({"refused": str(error)}))
"""


def test_training_imports_the_components_that_are_named() -> None:
    told = told_by(BEGIN + COMPONENTS)
    assert told["found"] == ["RulePolicy", "MemoizationPolicy", "LanguageDetector"] and not told["before"]
    assert "NoSuchPolicy" in told["unknown"]
    assert told["needs"] == ["DIETClassifier", True]


def test_the_configuration_is_judged_as_before() -> None:
    told = told_by(BEGIN + VALIDATED)
    assert told["warned"] == [["lookup", "responses"], ["competing"], ["lookup", "responses"]]
    assert told["tensorflow"] == [False, True]


def test_another_rasas_recipe_is_refused() -> None:
    assert "has changed; read rasa_mends/training_without_tensorflow.py" in told_by(ANOTHER_RECIPE)["refused"]
