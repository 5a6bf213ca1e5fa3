import { createHash } from 'node:crypto'
import {
  createReadStream,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'

/** Bytes from which a hash is worth remembering: a gigabyte takes about a second. */
const large = 64 * 1024 * 1024

/**
 * SHA-256 of a file's bytes, in hex. That of a large file is remembered under what the system says of the file, its
 * time of change among it, which nobody can set: 15 GB of weights are hashed when they are first opened.
 * @param memory a folder for remembered hashes, made when needed; null: remember nothing.
 */
export async function hashFile(path: string, memory: string | null): Promise<string> {
  const identity = identityOf(path)
  const record =
    memory === null || identity.size < large ? null : join(memory, `${sha256(identity.text)}.sha256`)
  const known = record !== null && existsSync(record) ? readFileSync(record, 'utf8') : ''
  if (/^[0-9a-f]{64}$/.test(known)) return known
  const hash = createHash('sha256')
  await pipeline(createReadStream(path, { highWaterMark: 1024 * 1024 }), hash)
  const digest = hash.digest('hex')
  if (memory !== null && record !== null && identityOf(path).text === identity.text) {
    mkdirSync(memory, { recursive: true })
    const half = `${record}.${process.pid}`
    writeFileSync(half, digest)
    renameSync(half, record)
  }
  return digest
}

function identityOf(path: string): { size: bigint; text: string } {
  const { dev, ino, size, ctimeNs } = statSync(path, { bigint: true })
  return { size, text: [dev, ino, size, ctimeNs].join(' ') }
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
