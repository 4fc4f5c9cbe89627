"""A desk that goes on with a backup tells nobody again what the backup knows of."""

from monitor.pipeline import opening
from monitor.store import backup


def test_what_was_told_before_the_backup_is_not_told_again(lived, tmp_path):
    file = tmp_path / "saved.db"

    async def story(desk):
        told, waiting = desk.alert(), desk.alert()
        await desk.put(told)
        await desk.send()
        await desk.put(waiting)
        backup.backup(desk.store, file)
        await desk.send()
        await desk.put(desk.alert())  # nobody will know of it
        await opening.close_house(desk.house)
        backup.restore(file, desk.store)
        await desk.open()
        await desk.send()
        names = {told.id: "told", waiting.id: "waiting"}
        return [names[alert.id] for alert in desk.ears["hook"].taken]

    # The backup could not know that it was told: the receiver knows the id.
    assert lived(story) == ["told", "waiting", "waiting"]
