"""What is put off comes when it is needed; where Rasa has changed, nothing is put off in silence."""

from __future__ import annotations

from tests.rasa_mends.fresh_process import told_by

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


def test_another_rasas_metadata_are_refused() -> None:
    assert "ModelMetadata.from_dict has changed" in told_by(REFUSED)["refused"]


def test_scikit_learn_comes_when_training_data_are_split() -> None:
    assert told_by(SPLIT) == {"before": False, "same": True}


def test_where_rasa_takes_more_of_scikit_learn_it_is_not_put_off() -> None:
    assert told_by(ANOTHER_MODEL_DATA) == {"own": True}
