/** First bytes, in latin1; a dot stands for any byte. */
const signatures = {
  png: ['\x89PNG\r\n\x1a\n'],
  jpeg: ['\xff\xd8\xff'],
  webp: ['RIFF....WEBP'],
  gif: ['GIF87a', 'GIF89a'],
  tiff: ['II*\0', 'MM\0*'],
}

/** Formats that can be decoded. Others never reach the decoder, which would run a vector format's program. */
export const pictureFormats = Object.keys(signatures)

/** The format by the first bytes, whatever a name claims; null for any other. */
export function pictureFormat(bytes: Uint8Array): string | null {
  const start = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 12)).toString('latin1')
  const fits = (signature: string) =>
    start.length >= signature.length && [...signature].every((byte, at) => byte === '.' || byte === start[at])
  return Object.entries(signatures).find(([, all]) => all.some(fits))?.[0] ?? null
}
