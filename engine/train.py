"""Train one model; progress goes to standard output as JSON lines."""

from __future__ import annotations

import argparse
import logging
import os
import sys

from engine.components.progress import report


def main() -> int:
    """0 when the model is written."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", nargs="+", required=True)
    parser.add_argument("--domain", required=True)
    parser.add_argument("--config", default="config.yml")
    parser.add_argument("--out", required=True)
    parser.add_argument("--name", required=True)
    arguments = parser.parse_args()

    report("import", 0, 1)
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    from rasa.model_training import train
    from rasa.utils.log_utils import configure_structlog

    configure_structlog(logging.WARNING)
    report("import", 1, 1)
    result = train(
        domain=arguments.domain,
        config=arguments.config,
        training_files=arguments.data,
        output=arguments.out,
        fixed_model_name=arguments.name,
        force_training=False,
    )
    report("write", 1, 1)
    return 0 if result.code == 0 and result.model else 1


if __name__ == "__main__":
    sys.exit(main())
