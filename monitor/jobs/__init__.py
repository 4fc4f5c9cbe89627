"""The steps of the corridor as jobs of a queue, for many workers on one PostgreSQL.

Our own rows stay the truth: a source has a due time, a link is `due` or `leased`, an
alert is `due` until it is sent, just as on one machine. A job only says "look at this
row now", and who looks finds it due or goes away. So a job may come twice, late or
never: what is due and has no job gets one from the scheduler's sweep, twice a second.

- `visit` (one source) and `ingest` (one page) carry `lock=host`: one host is read by
  one worker at a time. `deliver` sends one alert. Each has a `queueing_lock`, so that
  nothing waits in the queue twice.
- They are queued in the transaction that makes the work necessary, through the bell
  of the house; nothing else in the corridor knows of a queue.
- One scheduler at a time holds an advisory lock. It sweeps, gives back the jobs of
  workers that fell silent, and does what a desk needs once: digests, notices, pruning.
- A page whose reading ended two workers rests, longer each time; the fifth is its last.
- The delay between two requests to one host holds across workers (`store.turns`).

Source: STACK, section 5 (procrastinate 3.10: stalled jobs need a periodic task of ours).
"""

from monitor.jobs.serving import Companion, serve
from monitor.jobs.station import ROLES, Role, Station

__all__ = ["ROLES", "Companion", "Role", "Station", "serve"]
