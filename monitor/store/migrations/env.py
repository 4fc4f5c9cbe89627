"""Where Alembic finds the connection: always given by `monitor.store.schema`."""

from alembic import context

from monitor.store.scale_tables import metadata
from monitor.store.schema import is_ours

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    include_object=is_ours,
    render_as_batch=True,  # SQLite changes a table by making it anew
    # SQLite undoes DDL as well, once we say BEGIN ourselves (see engine._begin).
    transactional_ddl=True,
    compare_type=True,
)
context.run_migrations()
