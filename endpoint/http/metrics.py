"""Metrics in the text format of Prometheus: counted here, or looked up where they are at the moment of asking.

Source: https://prometheus.io/docs/instrumenting/exposition_formats/. Everything happens in the event loop,
so nothing is locked.
"""

import os
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime
from importlib.metadata import version
from itertools import accumulate
from pathlib import Path

from prometheus_client import CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric

from endpoint.http.cache import AnswerCache
from endpoint.http.front import Front
from endpoint.workers.pool import Lane, Pool
from loaders.releases import Release

BUCKETS_S = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
_PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")


class _Durations:
    """How long things took, by one label."""

    def __init__(self, name: str, words: str, label: str) -> None:
        """Nothing took any time yet."""
        self._name, self._words, self._label = name, words, label
        self._counts: dict[str, list[int]] = {}
        self._sums: dict[str, float] = {}

    def add(self, label: str, seconds: float) -> None:
        """One more."""
        counts = self._counts.get(label)
        if counts is None:
            counts = self._counts[label] = [0] * (len(BUCKETS_S) + 1)
        counts[bisect_left(BUCKETS_S, seconds)] += 1
        self._sums[label] = self._sums.get(label, 0.0) + seconds

    def metric(self) -> Metric:
        """As a histogram, whose buckets hold those before them."""
        family = HistogramMetricFamily(self._name, self._words, labels=[self._label])
        for label, counts in self._counts.items():
            buckets = zip([*map(str, BUCKETS_S), "+Inf"], accumulate(counts), strict=True)
            family.add_metric([label], list(buckets), self._sums[label])
        return family


class Metrics:
    """The metrics of one server."""

    def __init__(self, pool: Pool, cache: AnswerCache, front: Front, current: Callable[[], Release | None]) -> None:
        """What is counted elsewhere is looked up there."""
        self._pool, self._cache, self._front, self._current = pool, cache, front, current
        self.open = 0
        self._requests: dict[tuple[str, int], int] = {}
        self._seconds = _Durations("samspil_request_seconds", "From a head to its last byte.", "route")
        self._writes = Counter[str]()
        self._write_seconds = _Durations("samspil_write_seconds", "From a body to its release.", "outcome")
        self._sent_bytes = self._cut = 0
        self._registry = CollectorRegistry()
        self._registry.register(self)
        ProcessCollector(registry=self._registry)

    def observe(self, route: str, status: int, seconds: float, sent_bytes: int, *, is_whole: bool) -> None:
        """Count an answer."""
        key = (route, status)
        self._requests[key] = self._requests.get(key, 0) + 1
        self._seconds.add(route, seconds)
        self._sent_bytes += sent_bytes
        self._cut += not is_whole

    def observe_write(self, outcome: str, seconds: float) -> None:
        """Count a write: what became of it, or the kind of its error."""
        self._writes[outcome] += 1
        self._write_seconds.add(outcome, seconds)

    def text(self) -> bytes:
        """All of them, as they are now."""
        return generate_latest(self._registry)

    def collect(self) -> Iterator[Metric]:
        """What the registry asks for."""
        yield from self._of_requests()
        yield from self._of_queries()
        yield from self._of_cache()
        yield from self._of_release()

    def _of_requests(self) -> Iterator[Metric]:
        requests = CounterMetricFamily("samspil_requests", "Requests by route and status.", labels=["route", "status"])
        for (route, status), count in self._requests.items():
            requests.add_metric((route, str(status)), count)
        # These are answered before anybody knows what they ask.
        requests.add_metric(("repeated", "200"), self._front.hits)
        yield requests
        yield self._seconds.metric()
        writes = CounterMetricFamily("samspil_writes", "Writes by what became of them.", labels=["outcome"])
        for outcome, count in self._writes.items():
            writes.add_metric([outcome], count)
        yield writes
        yield self._write_seconds.metric()
        yield GaugeMetricFamily("samspil_requests_open", "Requests that are being answered.", value=self.open)
        yield CounterMetricFamily("samspil_sent_bytes", "Bytes of all bodies.", value=self._sent_bytes)
        yield CounterMetricFamily("samspil_answers_cut", "Answers that broke off.", value=self._cut)

    def _of_queries(self) -> Iterator[Metric]:
        running = Counter(each.lane for each in self._pool.running.values())
        for name, words, counts in (
            ("samspil_queries_running", "Queries that a worker is busy with.", running),
            ("samspil_queries_waiting", "Queries that wait for room.", self._pool.waiting),
        ):
            gauge = GaugeMetricFamily(name, words, labels=["lane"])
            for lane in Lane:
                gauge.add_metric([lane.value], counts[lane])
            yield gauge
        ended = CounterMetricFamily("samspil_queries", "Queries by lane and end.", labels=["lane", "outcome"])
        for (lane, outcome), count in self._pool.outcomes.items():
            ended.add_metric([lane.value, outcome], count)
        yield ended
        workers = self._pool.workers
        yield GaugeMetricFamily("samspil_workers", "Worker processes that are alive.", value=len(workers))
        memory = sum(resident_bytes(worker.process.pid) for worker in workers)
        yield GaugeMetricFamily("samspil_workers_resident_memory_bytes", "Memory of all workers.", value=memory)

    def _of_cache(self) -> Iterator[Metric]:
        cache = self._cache
        yield CounterMetricFamily("samspil_cache_hits", "Answers that were there already.", value=cache.hits)
        yield CounterMetricFamily("samspil_cache_misses", "Answers that were not.", value=cache.misses)
        yield GaugeMetricFamily(
            "samspil_cache_bytes", "Memory of the answers that are kept.", value=cache.size + self._front.size
        )
        yield GaugeMetricFamily("samspil_cache_answers", "Answers that are kept.", value=len(cache))

    def _of_release(self) -> Iterator[Metric]:
        info = GaugeMetricFamily("samspil_info", "The version that runs.", labels=["version"])
        info.add_metric([version("samspil")], 1)
        yield info
        release = self._current()
        if release is None:
            return
        published = datetime.fromisoformat(release.manifest["time"]).timestamp()
        words = "When the current release was published."
        yield GaugeMetricFamily("samspil_release_published_timestamp_seconds", words, value=published)
        yield GaugeMetricFamily("samspil_release_number", "The current release.", value=release.number)
        triples = release.manifest["triples"]
        yield GaugeMetricFamily("samspil_release_triples", "Triples of its default graph.", value=triples)


def resident_bytes(pid: int) -> int:
    """The memory that a process has in use; 0 where that cannot be told."""
    with suppress(OSError, ValueError, IndexError):
        return int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]) * _PAGE_BYTES
    return 0
