"""What refusing a picture costs that is twenty kilobytes long and 169 megapixels large."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

from bench.table import Result

SIDE = 13_000
_PROGRAM = """
import io, resource, struct, sys, time, warnings, zlib
from PIL import Image

warnings.simplefilter("ignore")
chunk = lambda kind, data: struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
side = {side}
head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
packer = zlib.compressobj(9)
rows = b"".join(packer.compress(bytes(side // 8 + 1)) for _row in range(side)) + packer.flush()
content = b"\\x89PNG\\r\\n\\x1a\\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
upload = io.BytesIO(content)
{prepare}
peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
before, start = peak(), time.perf_counter()
{work}
print((time.perf_counter() - start) * 1000, peak() - before, len(content))
"""
_REFUSE = """
from django.conf import settings
settings.configure(USE_I18N=False)
from clusterkit.core.exceptions import InvalidInput
from clusterkit.files.registry import Purpose
from clusterkit.files.validators import check_upload
from django.core.files import File
logo = Purpose(code="bench", allowed={"png"}, may_read=lambda actor, stored: False, redraw=True)
"""
_REFUSED = """
try:
    check_upload(File(upload, name="logo.png"), logo)
except InvalidInput as refusal:
    assert "too many pixels" in str(refusal.message)
else:
    raise SystemExit("the picture was taken")
"""
_DECODE = """
Image.open(upload).convert("RGB").load()
"""


def large_image(cluster: Any) -> Iterator[Result]:
    """``files.large_image.ms`` and ``.mb``: our refusal, and how far the memory of the process grew; beside Pillow's decoding.

    Each runs in a process of its own, since the greatest use of memory is counted for the whole life of one.
    """
    (ours, ours_mb), (plain, plain_mb) = (_run(_REFUSE, _REFUSED), _run("", _DECODE))
    yield Result.of("files.large_image.ms", ours, "ms", "decoding by Pillow", plain)
    yield Result.of("files.large_image.mb", ours_mb, "MB", "decoding by Pillow", plain_mb)


def _run(prepare: str, work: str) -> tuple[float, float]:
    program = _PROGRAM.format(side=SIDE, prepare=prepare, work=work)
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([sys.executable, "-c", program], env=env, check=True, capture_output=True, text=True)
    milliseconds, grown, length = done.stdout.split()
    assert int(length) < 30_000, length
    return float(milliseconds), float(grown)
