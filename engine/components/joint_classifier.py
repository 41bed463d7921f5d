"""The joint linear model and the decision inside Rasa's graph."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import ENTITIES, INTENT, INTENT_RESPONSE_KEY, METADATA, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from engine.components.matter_names import PATHS, read_facet_examples, read_name_examples
from engine.components.sentence_featurizer import shared_encoder, training_encoder
from understanding.classifier import JointClassifier as Model
from understanding.classifier import Settings
from understanding.encoder import Vectors
from understanding.facets import NONE, FacetThresholds, read_facets
from understanding.progress import report
from understanding.questions import follows, questions
from understanding.reading import FALLBACK, Reading, Thresholds, read, with_parts

FACET_SETTINGS = Settings(c=32.0, embedding_weight=0.7, similarity=0.0)
"""A facet lies in a few words: letters count more than the meaning of the whole, and near
examples say little (docs/understanding.md)."""
VERSION = "2"
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
        learnt = [*read_name_examples(config), *read_facet_examples(config["facet_examples"])]
        digest = hashlib.sha256(json.dumps(learnt, ensure_ascii=False).encode()).hexdigest()
        return f"{VERSION} {Settings()} {FACET_SETTINGS} {digest}"

    def train(self, training_data: TrainingData) -> Resource:
        examples = [e for e in training_data.intent_examples if e.get(TEXT)]
        texts = [example.get(TEXT) for example in examples]
        labels = [e.get(INTENT_RESPONSE_KEY) or e.get(INTENT) for e in examples]
        vectors = np.stack([_vector(example) for example in examples])
        extra = read_name_examples(self._config)
        asked = read_facet_examples(self._config["facet_examples"])
        named, asking = [text for text, _ in extra], [text for text, _ in asked]
        encoded = training_encoder("names").encode(named + asking)
        report("classify", 0, 1)
        self._model = Model.train(
            texts + named,
            np.concatenate([vectors, encoded[: len(named)]]),
            labels + [label for _, label in extra],
        )
        labelled = [(row, f) for row, e in enumerate(examples) for f in _facets(e)]
        rows = [row for row, _ in labelled]
        self._facets = Model.train(
            asking + [texts[row] for row in rows],
            np.concatenate([encoded[len(named) :], vectors[rows]]),
            [facet for _, facet in asked] + [facet for _, facet in labelled],
            FACET_SETTINGS,
        )
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
                self._attach(message, self._understood(message))
        return messages

    def _understood(self, message: Message) -> Reading:
        text, entities = message.get(TEXT), message.get(ENTITIES, [])
        whole = self._read(text, _vector(message), entities)
        pieces = questions(text)
        vectors = shared_encoder().encode(pieces)
        parts = [
            self._read(piece, vector, _inside(entities, text, piece))
            for piece, vector in zip(pieces, vectors, strict=True)
        ]
        return with_parts(whole, parts, self._thresholds)

    def _read(self, text: str, vector: Vectors, entities: Sequence[dict[str, Any]]) -> Reading:
        if self._model is None or self._facets is None:
            raise RuntimeError("the classifier is not trained")
        named: dict[str, list[str]] = defaultdict(list)
        for entity in entities:
            named[entity["entity"]].append(entity["value"])
        return read(
            self._model.labels,
            self._model.probabilities(text, vector),
            facets=read_facets(self._facets, text, vector, named["facet"], FacetThresholds()),
            variant=next(iter(named["variant"]), None),
            follows=follows(text),
            names_ticket=bool(named["ticket_number"]),
            length=len("".join(text.split())),
            coverage=self._model.tfidf.coverage(text),
            thresholds=self._thresholds,
        )

    def _attach(self, message: Message, reading: Reading) -> None:
        name = reading.label.split("/")[0] if reading.sure else FALLBACK
        intent = {"name": name, "confidence": reading.confidence}
        others = [{"name": label, "confidence": p} for label, p in reading.ranking[:5]]
        message.set(INTENT, intent, add_to_output=True)
        message.set("intent_ranking", others, add_to_output=True)
        message.set("reading", reading.as_dict(), add_to_output=True)
        if reading.sure and reading.matter:
            matter = {"entity": "matter", "value": reading.matter, "start": 0, "end": 0}
            entities = [*message.get(ENTITIES, []), matter]
            message.set(ENTITIES, entities, add_to_output=True)


def _facets(example: Message) -> list[str]:
    """What `metadata: {facets: […]}` of the example's block says; nothing when it is not said."""
    metadata = (example.get(METADATA) or {}).get("intent") or {}
    return list(metadata["facets"]) or [NONE] if "facets" in metadata else []


def _inside(entities: Sequence[dict[str, Any]], text: str, piece: str) -> list[dict[str, Any]]:
    start = text.index(piece)
    end = start + len(piece)
    return [e for e in entities if e["start"] >= start and e["end"] <= end]


def _vector(message: Message) -> Vectors:
    _, sentence = message.get_dense_features(TEXT, [])
    if sentence is None:
        raise RuntimeError("SentenceFeaturizer must stand before JointClassifier")
    return sentence.features[0]
