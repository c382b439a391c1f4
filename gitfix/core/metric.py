"""A metric as the team's file names it: Argo Rollouts' words (AnalysisTemplate), spelled as this house does."""

from __future__ import annotations

from typing import Literal

from gitfix.core.value import dataclass

Provider = Literal["command", "http", "prometheus"]
PROVIDERS: tuple[Provider, ...] = ("command", "http", "prometheus")
MONITORING = "monitoring"
"""The step that watches the metrics."""
ERROR_RETRY = 10.0
"""Seconds until a measurement that was an error is taken again, at most (Argo's DefaultErrorRetryInterval)."""


@dataclass(frozen=True)
class Metric:
    """One metric. Times in seconds; `interval` 0: measured once; `count` 0: until the other metrics have ended.

    `failure_limit` -1: no number of failures ends it; `consecutive_success_limit` 0: no row of successes does.

    `symptom`: it shows the fault, so that it must have failed before the deploy. `token_env`: the variable whose
    value is sent as a bearer token. `range`: prometheus answers with the values of that long, `step` apart.
    """

    name: str
    provider: Provider
    interval: float = 0.0
    initial_delay: float = 0.0
    count: int = 0
    success_condition: str = ""
    failure_condition: str = ""
    failure_limit: int = 0
    inconclusive_limit: int = 0
    consecutive_error_limit: int = 4
    consecutive_success_limit: int = 0
    symptom: bool = False
    timeout: float = 10.0
    command: str = ""
    url: str = ""
    json_path: str = ""
    address: str = ""
    query: str = ""
    range: float = 0.0
    step: float = 0.0
    token_env: str = ""
    source: str = ""

    @property
    def effective_count(self) -> int | None:
        """How many measurements end it: without an interval one, without a count none does."""
        if self.count:
            return self.count
        return None if self.interval else 1

    @property
    def ends(self) -> bool:
        """Whether it can come to a good end by itself."""
        return self.effective_count is not None or self.consecutive_success_limit > 0

    @property
    def relative(self) -> bool:
        """Whether a condition compares with the baseline."""
        import re

        both = f"{self.success_condition} {self.failure_condition}"
        return re.search(r"\bbaseline\b", both) is not None
