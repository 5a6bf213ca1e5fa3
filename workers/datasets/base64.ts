/**
 * Bytes of a base64 text in ASCII. White space is skipped, as Python skips it; anything else that is no base64 gives null:
 * Node would leave it out and decode the rest.
 */
export function decodeBase64(text: Buffer): Buffer | null {
  let end = text.length
  for (let padding = 0; padding < 2 && text[end - 1] === 0x3d; padding++) end -= 1
  const decoded = Buffer.from(text.toString('latin1', 0, end), 'base64')
  if (end % 4 !== 1 && decoded.length === Math.floor((end * 3) / 4) && !isUrlSafe(text)) return decoded
  const strict = text.toString('latin1').replace(/\s+/g, '')
  const [, data] = /^([A-Za-z0-9+/]+)={0,2}$/.exec(strict) ?? []
  return data !== undefined && data.length % 4 !== 1 ? Buffer.from(data, 'base64') : null
}

/** Node also takes the alphabet of addresses, which no data set uses. */
function isUrlSafe(text: Buffer): boolean {
  return text.includes(0x2d) || text.includes(0x5f)
}
