import { readFile, writeFile } from 'node:fs/promises'

/** Little-endian float32, nothing else. */
export async function writeFloats(path: string, parts: readonly Float32Array[]): Promise<void> {
  await writeFile(
    path,
    Buffer.concat(parts.map(part => Buffer.from(part.buffer, part.byteOffset, part.byteLength))),
  )
}

/** @throws Error where the file does not hold `count` numbers. */
export async function readFloats(path: string, count: number): Promise<Float32Array> {
  const bytes = await readFile(path)
  if (bytes.byteLength !== count * 4)
    throw new Error(`${path} has ${bytes.byteLength} bytes; ${count} numbers take ${count * 4}`)
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength))
}
