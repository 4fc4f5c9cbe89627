import asyncio
import json
from pathlib import Path

import pytest

from monitor.channels.file import FileChannel, append
from monitor.config.channels import FileSettings


def test_a_line_that_a_crash_cut_off_spoils_itself_only(tmp_path):
    path = tmp_path / "alerts.jsonl"
    path.write_bytes(b'{"a":1}\n{"b":')
    append(path, b'{"c":3}\n')
    assert path.read_bytes() == b'{"a":1}\n{"b":\n{"c":3}\n'


def test_alerts_sent_at_once_do_not_mix(tmp_path, context, alert):
    path = tmp_path / "deep" / "alerts.jsonl"
    channel = FileChannel("f", FileSettings(kind="file", path=str(path)), context)
    alerts = [alert(title="제목 " * 200) for _ in range(30)]

    async def play():
        await asyncio.gather(*(channel.send(one) for one in alerts))

    asyncio.run(play())
    lines = [json.loads(line) for line in path.read_bytes().splitlines()]
    assert {line["data"]["id"] for line in lines} == {one.id for one in alerts}


def test_a_full_disk_leaves_no_part_of_a_line():
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("no /dev/full here")
    with pytest.raises(OSError, match="No space left"):
        append(full, b"line\n")
