"""spaCy and pattern entities inside Rasa's graph."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from engine.components.matter_names import PATHS, read_names, read_words
from understanding.lexicon import Lexicon


def _read(config: dict[str, Any]) -> dict[str, dict[str, list[str]]]:
    names = read_names(config["matters"], config["aliases"])
    return {
        "alias": {matter: name["aliases"] for matter, name in names.items()},
        "facet": read_words(config["facets"]),
        "variant": read_words(config["variants"]),
    }


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class LexiconExtractor(EntityExtractorMixin, GraphComponent):
    """Wraps `understanding.lexicon`; the dictionaries are stored with the model."""

    def __init__(self, config: dict[str, Any], storage: ModelStorage, resource: Resource) -> None:
        self._config = config
        self._storage = storage
        self._resource = resource
        self._lexicon: Lexicon | None = None

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> LexiconExtractor:
        return cls(config, model_storage, resource)

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return dict(PATHS)

    @staticmethod
    def fingerprint_addon(config: dict[str, Any]) -> str | None:
        config = LexiconExtractor.get_default_config() | config
        content = json.dumps(_read(config), ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(content.encode()).hexdigest()

    def train(self, training_data: TrainingData) -> Resource:
        words = _read(self._config)
        with self._storage.write_to(self._resource) as directory:
            (directory / "words.json").write_text(
                json.dumps(words, ensure_ascii=False), encoding="utf-8"
            )
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> LexiconExtractor:
        component = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as directory:
            words = json.loads((directory / "words.json").read_text(encoding="utf-8"))
        component._lexicon = Lexicon(words)
        return component

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        if self._lexicon is None:
            raise RuntimeError("the lexicon is not loaded")
        for message in messages:
            found = [
                {
                    "entity": entity.entity,
                    "value": entity.value,
                    "start": entity.start,
                    "end": entity.end,
                    "extractor": type(self).__name__,
                }
                for entity in self._lexicon.find(message.get(TEXT) or "")
            ]
            message.set(ENTITIES, [*message.get(ENTITIES, []), *found], add_to_output=True)
        return messages
