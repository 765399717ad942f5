"""`python -m benchmarks [saves] [exports] [servers] [concordance] [plans] [workbench] [agreement]`; without a word: saves and exports."""

import os
import platform
import signal
import sys

from benchmarks.scratch import scratch_database


def main() -> None:
    """Run what was asked for, all on one scratch database."""
    signal.signal(signal.SIGTERM, lambda _number, _frame: sys.exit(1))  # so that the servers end with us
    asked = sys.argv[1:] or ["saves", "exports"]
    print(f"{os.cpu_count()} processors, Python {platform.python_version()}, {platform.platform()}")
    with scratch_database():
        from benchmarks import agreement, concordance, exports, plans, saves, servers, workbench

        parts = {
            "saves": saves.run,
            "exports": exports.run,
            "servers": servers.run,
            "concordance": concordance.run,
            "plans": plans.run,
            "workbench": workbench.run,
            "agreement": agreement.run,
        }
        for name in asked:
            if name not in parts:
                raise SystemExit(f"There is no benchmark “{name}”. There are: {', '.join(parts)}.")
            parts[name]()


if __name__ == "__main__":
    main()
