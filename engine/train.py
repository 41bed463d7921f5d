"""Train the model of the present data: `python -m engine.train --out DIR`, from the checkout.

Writes DIR/FINGERPRINT.tar.gz unless it is there, and prints progress as JSON lines.
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
from understanding.progress import report


def main() -> int:
    """0 when the model is there."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--out", type=Path, required=True)
    out: Path = parser.parse_args().out
    target = out / f"{fingerprint(Path())}.tar.gz"
    if target.exists():
        return 0
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out) as folder:
        made = _train(Path(folder))
        if made is None:
            return 1
        os.replace(made, target)
    report("write", 1, 1)
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
    result = train(
        domain=str(domain),
        config="config.yml",
        training_files=["data/nlu", "data/rules"],
        output=str(work),
        fixed_model_name="model",
    )
    return Path(result.model) if result.code == 0 and result.model else None


if __name__ == "__main__":
    sys.exit(main())
