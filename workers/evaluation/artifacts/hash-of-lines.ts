import { createHash } from 'node:crypto'

/** SHA-256 of a list of texts in their order: names it in an artifact's key. */
export function hashOfLines(lines: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(lines)).digest('hex')
}
