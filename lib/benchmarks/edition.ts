import { createHash } from 'node:crypto'

/** An edition of a benchmark: the hash of its items' hashes, in order. */
export function editionHash(hashes: readonly string[]): string {
  return createHash('sha256').update(hashes.join('\n')).digest('hex')
}
