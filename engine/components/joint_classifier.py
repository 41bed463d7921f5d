"""The joint linear model and the decision inside Rasa's graph."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import ENTITIES, INTENT, INTENT_RESPONSE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from engine.components.matter_names import PATHS, read_facet_examples, read_facets, read_names
from engine.components.sentence_featurizer import training_encoder
from understanding.augment import name_examples
from understanding.classifier import JointClassifier as Model
from understanding.classifier import Settings
from understanding.encoder import Vectors
from understanding.facets import FacetThresholds, read_facet
from understanding.progress import report
from understanding.reading import FALLBACK, Reading, Thresholds, read

VERSION = "1"
"""Raise when `understanding` changes what a trained model means."""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class JointClassifier(IntentClassifier, GraphComponent):
    """Wraps `understanding.classifier` and `understanding.reading`.

    Sets Rasa's intent (the part before the slash, or `nlu_fallback`), the ranking over labels,
    an entity `matter` when the reading is sure, and the whole reading as `reading`.
    """

    def __init__(
        self,
        config: dict[str, Any],
        storage: ModelStorage,
        resource: Resource,
        model: Model | None = None,
        facets: Model | None = None,
    ) -> None:
        self._storage = storage
        self._resource = resource
        self._model = model
        self._facets = facets
        self._config = config
        self._thresholds = Thresholds(**config.get("thresholds") or {})

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> JointClassifier:
        return cls(config, model_storage, resource)

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        further = {"thresholds": {}, "facet_examples": "data/lexicon/facet_examples.yml"}
        return PATHS | further

    @staticmethod
    def fingerprint_addon(config: dict[str, Any]) -> str | None:
        config = JointClassifier.get_default_config() | config
        learnt = [*_extra(config), *read_facet_examples(config["facet_examples"])]
        content = json.dumps(learnt, ensure_ascii=False)
        return f"{VERSION} {Settings()} {hashlib.sha256(content.encode()).hexdigest()}"

    def train(self, training_data: TrainingData) -> Resource:
        examples = [e for e in training_data.intent_examples if e.get(TEXT)]
        texts = [example.get(TEXT) for example in examples]
        labels = [e.get(INTENT_RESPONSE_KEY) or e.get(INTENT) for e in examples]
        vectors = np.stack([_vector(example) for example in examples])
        extra, asked = _extra(self._config), read_facet_examples(self._config["facet_examples"])
        named, questions = [text for text, _ in extra], [text for text, _ in asked]
        encoded = training_encoder("names").encode(named + questions)
        report("classify", 0, 1)
        self._model = Model.train(
            texts + named,
            np.concatenate([vectors, encoded[: len(named)]]),
            labels + [label for _, label in extra],
        )
        facets = [facet for _, facet in asked]
        self._facets = Model.train(questions, encoded[len(named) :], facets)
        with self._storage.write_to(self._resource) as directory:
            self._model.save(Path(directory) / "labels")
            self._facets.save(Path(directory) / "facets")
        report("classify", 1, 1)
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> JointClassifier:
        with model_storage.read_from(resource) as directory:
            labels, facets = Path(directory) / "labels", Path(directory) / "facets"
            return cls(config, model_storage, resource, Model.load(labels), Model.load(facets))

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            if message.get(TEXT):
                self._attach(message, self._read(message))
        return messages

    def _read(self, message: Message) -> Reading:
        if self._model is None or self._facets is None:
            raise RuntimeError("the classifier is not trained")
        text, vector = message.get(TEXT), _vector(message)
        entities = message.get(ENTITIES, [])
        named = [e["value"] for e in entities if e["entity"] == "facet"]
        return read(
            self._model.labels,
            self._model.probabilities(text, vector),
            facet=read_facet(self._facets, text, vector, named, FacetThresholds()),
            names_ticket=any(e["entity"] == "ticket_number" for e in entities),
            length=len("".join(text.split())),
            coverage=self._model.tfidf.coverage(text),
            thresholds=self._thresholds,
        )

    def _attach(self, message: Message, reading: Reading) -> None:
        sure = reading.decision == "sure"
        name = reading.label.split("/")[0] if sure else FALLBACK
        intent = {"name": name, "confidence": reading.confidence}
        others = [{"name": label, "confidence": p} for label, p in reading.ranking[:5]]
        message.set(INTENT, intent, add_to_output=True)
        message.set("intent_ranking", others, add_to_output=True)
        message.set("reading", reading.as_dict(), add_to_output=True)
        if sure and reading.matter:
            matter = {"entity": "matter", "value": reading.matter, "start": 0, "end": 0}
            entities = [*message.get(ENTITIES, []), matter]
            message.set(ENTITIES, entities, add_to_output=True)


def _extra(config: dict[str, Any]) -> list[tuple[str, str]]:
    """Examples from the matters' names."""
    names = read_names(config["matters"], config["aliases"]).values()
    called = {name["label"]: [name["name"], *name["aliases"]] for name in names}
    return name_examples(called, read_facets(config["facets"]))


def _vector(message: Message) -> Vectors:
    _, sentence = message.get_dense_features(TEXT, [])
    if sentence is None:
        raise RuntimeError("SentenceFeaturizer must stand before JointClassifier")
    return sentence.features[0]
