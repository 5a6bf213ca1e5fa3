"""The other side of `measure reader`: makes a TSV of about a gigabyte, and times pandas reading it.

    python scripts/measure/reader.py make PATH BYTES
    python scripts/measure/reader.py read PATH      prints seconds and peak memory in bytes
"""
import base64
import io
import resource
import sys
import time

import numpy as np
import pandas as pd
from PIL import Image


def pictures(count: int) -> list[bytes]:
    """JPEG and PNG of photo-like content: smooth colour with some noise, 100 kB to 600 kB."""
    rng = np.random.default_rng(0)
    made = []
    for at in range(count):
        width, height = int(rng.integers(480, 1100)), int(rng.integers(360, 800))
        coarse = rng.integers(0, 256, (height // 40 + 1, width // 40 + 1, 3), dtype=np.uint8)
        smooth = np.asarray(Image.fromarray(coarse).resize((width, height), Image.Resampling.BICUBIC), dtype=np.int16)
        pixels = np.clip(smooth + rng.normal(0, 9, smooth.shape), 0, 255).astype(np.uint8)
        buffer = io.BytesIO()
        if at % 8:
            Image.fromarray(pixels).save(buffer, "JPEG", quality=90)
        else:
            Image.fromarray(pixels[:360, :480]).save(buffer, "PNG")
        made.append(base64.b64encode(buffer.getvalue()))
    return made


def make(path: str, size: int) -> None:
    made = pictures(64)
    with open(path, "wb") as file:
        file.write(b"index\timage\tquestion\tA\tB\tC\tD\tanswer\tcategory\tl2_category\tbench\n")
        at = 0
        while file.tell() < size:
            question = f'"Which of the things ""shown"" in picture {at} stands left of the red one?\nLook twice."'
            cells = [str(at).encode(), made[at % len(made)], question.encode(), b"the cube", b"the ball", b"none of them", f"number {at}".encode(),
                     b"ABCD"[at % 4:at % 4 + 1], b"instance reasoning", b"localization", b"generated"]
            file.write(b"\t".join(cells) + b"\n")
            at += 1


def read(path: str) -> None:
    start = time.perf_counter()
    table = pd.read_csv(path, sep="\t")
    seconds = time.perf_counter() - start
    print(len(table), seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024)


if __name__ == "__main__":
    if sys.argv[1] == "make":
        make(sys.argv[2], int(sys.argv[3]))
    else:
        read(sys.argv[2])
