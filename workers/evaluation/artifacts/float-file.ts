import { open, readFile, truncate, writeFile } from 'node:fs/promises'

/** Little-endian float32, nothing else. */
export async function writeFloats(path: string, parts: readonly Float32Array[]): Promise<void> {
  await writeFile(path, bytesOf(parts))
}

/**
 * Rows of `width` numbers each, one after the other; rows that are in the file already are not made again.
 * @param row gives one row in parts.
 */
export async function fillRows(
  path: string,
  { rows, width }: { readonly rows: number; readonly width: number },
  row: (at: number) => Promise<readonly Float32Array[]>,
): Promise<void> {
  const file = await open(path, 'a')
  try {
    // Whoever was killed may have left half a row.
    const whole = Math.floor((await file.stat()).size / (width * 4))
    await truncate(path, whole * width * 4)
    for (let at = whole; at < rows; at++) await file.appendFile(bytesOf(await row(at)))
  } finally {
    await file.close()
  }
}

/** @throws Error where the file does not hold `count` numbers. */
export async function readFloats(path: string, count: number): Promise<Float32Array> {
  const bytes = await readFile(path)
  if (bytes.byteLength !== count * 4)
    throw new Error(`${path} has ${bytes.byteLength} bytes; ${count} numbers take ${count * 4}`)
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength))
}

function bytesOf(parts: readonly Float32Array[]): Buffer {
  return Buffer.concat(parts.map(part => Buffer.from(part.buffer, part.byteOffset, part.byteLength)))
}
