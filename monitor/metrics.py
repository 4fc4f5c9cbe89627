"""What is counted, in base units; labels come from small known sets."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

REGISTRY = CollectorRegistry()

fetches = Counter(
    "monitor_fetches", "Requests made", ["purpose", "outcome"], registry=REGISTRY
)
fetch_seconds = Histogram(
    "monitor_fetch_seconds", "Time a request took", ["purpose"], registry=REGISTRY
)
extract_seconds = Histogram(
    "monitor_extract_seconds",
    "Time a page took to become an article",
    registry=REGISTRY,
)
pages = Counter(
    "monitor_pages", "Pages by what became of them", ["outcome"], registry=REGISTRY
)
placements = Counter(
    "monitor_placements",
    "Articles by where they were placed",
    ["relation"],
    registry=REGISTRY,
)
matches = Counter(
    "monitor_matches", "Matches by watch", ["watchlist", "watch"], registry=REGISTRY
)
alerts = Counter(
    "monitor_alerts", "Alerts planned", ["channel", "kind"], registry=REGISTRY
)
deliveries = Counter(
    "monitor_deliveries",
    "Attempts at delivery",
    ["channel", "outcome"],
    registry=REGISTRY,
)
delivery_seconds = Histogram(
    "monitor_delivery_seconds", "Time an attempt took", ["channel"], registry=REGISTRY
)
oldest_undelivered_seconds = Gauge(
    "monitor_oldest_undelivered_seconds",
    "Age of the oldest alert that is due",
    registry=REGISTRY,
)
last_tick = Gauge(
    "monitor_last_tick_timestamp_seconds",
    "When the schedule was last looked at",
    registry=REGISTRY,
)
database_up = Gauge(
    "monitor_database_up",
    "1 when the database took what was last written",
    registry=REGISTRY,
)
database_up.set(1)  # nothing was refused yet
config_last_reload_ok = Gauge(
    "monitor_config_last_reload_ok",
    "1 when the newest configuration is in force",
    registry=REGISTRY,
)

stories = Counter("monitor_stories", "Stories opened", registry=REGISTRY)
extractor_restarts = Counter(
    "monitor_extractor_restarts",
    "Extractors that a page cost, by how they ended",
    ["reason"],
    registry=REGISTRY,
)
database_wait_seconds = Histogram(
    "monitor_database_wait_seconds",
    "Time from asking for a write to its commit",
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60),
    registry=REGISTRY,
)

# ---- asked of the database at each look ------------------------------------------------

alerts_by_state = Gauge(
    "monitor_alerts_by_state",
    "Alerts there are, by what became of them",
    ["channel", "state"],
    registry=REGISTRY,
)
source_lag_seconds = Gauge(
    "monitor_source_lag_seconds",
    "How late the most overdue source is",
    registry=REGISTRY,
)
source_last_success = Gauge(
    "monitor_source_last_success_timestamp_seconds",
    "When a source last answered",
    ["source"],
    registry=REGISTRY,
)
due = Gauge("monitor_due", "What is due and waits", ["kind"], registry=REGISTRY)

# ---- scale-out -----------------------------------------------------------------------

jobs = Counter(
    "monitor_jobs", "Jobs by what came of them", ["job", "outcome"], registry=REGISTRY
)
job_seconds = Histogram(
    "monitor_job_seconds", "Time a job took", ["job"], registry=REGISTRY
)
queue_jobs = Gauge(
    "monitor_queue_jobs",
    "Jobs in the queue of the workers",
    ["queue", "status"],
    registry=REGISTRY,
)
workers = Gauge(
    "monitor_workers", "Workers that are alive, by role", ["role"], registry=REGISTRY
)
schedulers = Gauge(
    "monitor_schedulers", "Workers that schedule: 1 is right", registry=REGISTRY
)
