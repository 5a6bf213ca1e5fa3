"""Pictures for goldens: a pattern that TypeScript draws as well, and files of every kind that a data set may hold."""
import base64
import hashlib
import io
import struct
import zlib

import numpy as np
from PIL import Image, ImageCms
from transformers.image_transforms import convert_to_rgb


def sha256(array: np.ndarray) -> str:
    return hashlib.sha256(np.ascontiguousarray(array).tobytes()).hexdigest()


def pattern(width: int, height: int, channels: int = 3) -> np.ndarray:
    """Rising frequencies and hard edges, so that every filter has something to ring on. [height, width, channels] bytes."""
    y, x, c = np.mgrid[:height, :width, :channels].astype(np.int64)
    waves = ((x * x * (3 + c) + y * y * (5 - c) + x * y) >> 4) & 255
    return np.where(((x >> 3) + (y >> 3) + c) % 5 == 0, 255 * (c % 2), waves).astype(np.uint8)


def saved(image: Image.Image, kind: str, **options) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def png16(values: np.ndarray, colour: int) -> bytes:
    """A PNG of 16 bits a channel, which Pillow reads and does not write. `colour` 0 grey, 2 RGB, 4 grey + alpha, 6 RGBA."""
    height, width = values.shape[:2]
    rows = b"".join(b"\0" + values[y].astype(">u2").tobytes() for y in range(height))
    header = struct.pack(">IIBBBBB", width, height, 16, colour, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def adobe_marker(jpeg: bytes) -> tuple[int, int]:
    start = jpeg.index(b"\xff\xee")
    return start, start + 2 + int.from_bytes(jpeg[start + 2:start + 4], "big")


def files() -> dict[str, bytes]:
    width, height = 37, 29
    rgb, rgba = Image.fromarray(pattern(width, height)), Image.fromarray(pattern(width, height, 4))
    grey, grey_alpha = Image.fromarray(pattern(width, height, 1)[..., 0]), Image.fromarray(pattern(width, height, 2))
    cmyk, bits = Image.frombytes("CMYK", (width, height), pattern(width, height, 4).tobytes()), grey.convert("1")
    palette, few = rgb.quantize(37), rgb.quantize(13)
    exif = Image.Exif()
    exif[0x0112] = 6
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("XYZ")).tobytes()
    deep = pattern(width, height, 4).astype(np.uint16) * 257 + np.arange(width, dtype=np.uint16)[:, None]
    cmyk_jpeg = saved(cmyk, "JPEG", quality=95)
    start, end = adobe_marker(cmyk_jpeg)
    larger = Image.fromarray(pattern(161, 117))
    key = tuple(int(v) for v in np.asarray(rgb)[9, 20])
    made = {
        "rgb.png": saved(rgb, "PNG"), "rgba.png": saved(rgba, "PNG"), "grey.png": saved(grey, "PNG"), "grey-alpha.png": saved(grey_alpha, "PNG"),
        "grey-with-a-transparent-shade.png": saved(grey, "PNG", transparency=int(np.asarray(grey)[9, 20])),
        "rgb-with-a-transparent-colour.png": saved(rgb, "PNG", transparency=key),
        "1-bit.png": saved(bits, "PNG"), "1-bit-with-a-transparent-shade.png": saved(bits, "PNG", transparency=0),
        "palette.png": saved(palette, "PNG"), "palette-of-4-bits.png": saved(few, "PNG", bits=4),
        "palette-with-alphas.png": saved(palette, "PNG", transparency=bytes(range(0, 37 * 6, 6))),
        "palette-with-a-transparent-entry.png": saved(palette, "PNG", transparency=3),
        "grey-16.png": png16(deep[..., 0], 0), "dark-grey-16.png": png16(deep[..., 0] >> 7, 0), "rgb-16.png": png16(deep[..., :3], 2),
        "rgba-16.png": png16(deep, 6), "grey-alpha-16.png": png16(deep[..., :2], 4),
        "with-a-profile.png": saved(rgb, "PNG", icc_profile=profile), "turned.png": saved(rgb, "PNG", exif=exif),
        "with-a-profile.jpg": saved(rgb, "JPEG", icc_profile=profile), "turned.jpg": saved(rgb, "JPEG", exif=exif),
        "progressive.jpg": saved(rgb, "JPEG", progressive=True, quality=85), "grey.jpg": saved(grey, "JPEG", quality=85),
        "stored-as-rgb.jpg": saved(rgb, "JPEG", keep_rgb=True), "cmyk.jpg": cmyk_jpeg,
        "cmyk-without-adobe-marker.jpg": cmyk_jpeg[:start] + cmyk_jpeg[end:], "ycck.jpg": cmyk_jpeg[:end - 1] + b"\2" + cmyk_jpeg[end:],
        "lossy.webp": saved(rgb, "WEBP", quality=70), "lossless.webp": saved(rgb, "WEBP", lossless=True),
        "lossy-alpha.webp": saved(rgba, "WEBP", quality=70), "lossless-alpha.webp": saved(rgba, "WEBP", lossless=True, exact=True),
        "moving.webp": saved(rgb, "WEBP", save_all=True, append_images=[larger.resize(rgb.size)], lossless=True),
        "palette.gif": saved(palette, "GIF"), "transparent.gif": saved(palette, "GIF", transparency=3), "grey.gif": saved(grey, "GIF"),
        "moving.gif": saved(palette, "GIF", save_all=True, append_images=[larger.resize(rgb.size).quantize(40)]),
        "rgb.tif": saved(rgb, "TIFF"), "rgba.tif": saved(rgba, "TIFF"), "grey.tif": saved(grey, "TIFF"), "cmyk.tif": saved(cmyk, "TIFF"),
        "1-bit.tif": saved(bits, "TIFF"), "palette.tif": saved(palette, "TIFF"), "lzw.tif": saved(rgb, "TIFF", compression="tiff_lzw"),
        "grey-16.tif": saved(Image.fromarray(deep[..., 0]), "TIFF"),
        "larger.webp": saved(larger, "WEBP", quality=80),
        "first-frame-smaller-than-canvas.gif": on_larger_canvas(saved(palette.crop((0, 0, 20, 15)), "GIF"), width, height),
    }
    for quality, subsampling in ((30, 2), (75, 2), (95, 2), (75, 1), (90, 0), (100, 0)):
        made[f"quality-{quality}-subsampling-{subsampling}.jpg"] = saved(larger, "JPEG", quality=quality, subsampling=subsampling)
    return made


def on_larger_canvas(gif: bytes, width: int, height: int) -> bytes:
    return gif[:6] + struct.pack("<HH", width, height) + gif[10:]


def decoded_pictures() -> list[dict]:
    rows = []
    for name, data in files().items():
        image = Image.open(io.BytesIO(data))
        pixels = convert_to_rgb(image, return_numpy=True)
        rows.append({"name": name, "mode": image.mode, "width": image.width, "height": image.height, "sha256": sha256(pixels),
                     "file": base64.b64encode(data).decode()})
    return rows
