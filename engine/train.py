"""Train the model of a folder: `python -m engine.train --out STORE`, from a checkout or a copy of
its config.yml, domain.yml and data/.

Keeps the model in STORE unless the same inputs gave one already, and prints progress and result as
JSON lines.
"""

from __future__ import annotations

import argparse
import logging
import os
import shutil
import sys
import tempfile
from pathlib import Path

import yaml

from understanding.model_inputs import fingerprint, label_responses
from understanding.model_store import ModelStore
from understanding.progress import report, result

CODE = Path(__file__).absolute().parents[1]


def main() -> int:
    """0 when the model is there."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--out", type=Path, required=True)
    out: Path = parser.parse_args().out
    store, inputs = ModelStore(out), fingerprint(Path().absolute(), CODE)
    model = store.made_of(inputs)
    if model is None:
        with tempfile.TemporaryDirectory() as folder:
            made = _train(Path(folder))
            if made is None:
                return 1
            report("write", 0, 1)
            model = store.keep(made, inputs)
    report("write", 1, 1)
    result({"model": model, "fingerprint": inputs})
    return 0


def _train(work: Path) -> Path | None:
    report("import", 0, 1)
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    from rasa.model_training import train
    from rasa.utils.log_utils import configure_structlog

    configure_structlog(logging.WARNING)
    report("import", 1, 1)
    domain = work / "domain"
    domain.mkdir()
    shutil.copy("domain.yml", domain / "domain.yml")
    labels = yaml.safe_dump(label_responses(Path()), allow_unicode=True)
    (domain / "labels.yml").write_text(labels, encoding="utf-8")
    trained = train(
        domain=str(domain),
        config="config.yml",
        training_files=["data/nlu", "data/rules"],
        output=str(work),
        fixed_model_name="model",
    )
    return Path(trained.model) if trained.code == 0 and trained.model else None


if __name__ == "__main__":
    sys.exit(main())
