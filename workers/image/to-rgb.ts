/** Pillow's conversions to RGB, in its integers. Pixels are interleaved: [pixels, channels] in, [pixels, 3] out. */

/** 8-bit grey, grey + alpha, RGB or RGB + alpha; alpha is laid on white. */
export function toRgb(stored: Uint8Array, channels: number): Uint8Array {
  if (channels === 3) return stored
  const pixels = new Uint8Array((stored.length / channels) * 3)
  const grey = channels < 3
  const alphaAt = channels === 2 ? 1 : channels === 4 ? 3 : null
  for (let from = 0, to = 0; to < pixels.length; from += channels, to += 3) {
    const alpha = alphaAt === null ? 255 : (stored[from + alphaAt] ?? 255)
    for (let channel = 0; channel < 3; channel++)
      pixels[to + channel] = onWhite(stored[from + (grey ? 0 : channel)] ?? 0, alpha)
  }
  return pixels
}

/** `Image.alpha_composite` over opaque white: seven more bits, rounded. */
function onWhite(value: number, alpha: number): number {
  const sum = ((value * alpha + 255 * (255 - alpha)) << 7) + (128 << 7)
  return (((sum >> 8) + sum) >> 8) >> 7
}

/** Ink, 255 the most: what is left of the paper's white under black and then under each colour. */
export function cmykToRgb(stored: Uint8Array): Uint8Array {
  const pixels = new Uint8Array((stored.length / 4) * 3)
  for (let from = 0, to = 0; to < pixels.length; from += 4, to += 3) {
    const light = 255 - (stored[from + 3] ?? 0)
    for (let ink = 0; ink < 3; ink++) {
      const product = (stored[from + ink] ?? 0) * light + 128
      pixels[to + ink] = light - (((product >> 8) + product) >> 8)
    }
  }
  return pixels
}

/** 16-bit channels to 8: the high byte, as Pillow reads colour. */
export function highBytes(stored: Uint16Array): Uint8Array {
  return Uint8Array.from(stored, value => value >> 8)
}

/** 16-bit grey to 8: cut off at 255, as Pillow converts mode `I;16`. A picture that uses the range turns white. */
export function clippedGrey(stored: Uint16Array): Uint8Array {
  return Uint8Array.from(stored, value => Math.min(255, value))
}
