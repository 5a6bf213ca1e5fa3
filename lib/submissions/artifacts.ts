import { createHash, randomUUID } from 'node:crypto'
import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { readEnv } from '../env'

/**
 * Keeps bytes under the name of their own hash, so that writing twice is writing once.
 * @param suffix how the name ends, e.g. `jsonl.gz`. Returns the key to read them by.
 */
export async function putArtifact(bytes: Uint8Array, suffix: string): Promise<string> {
  const hash = createHash('sha256').update(bytes).digest('hex')
  const key = `${hash.slice(0, 2)}/${hash}.${suffix}`
  const path = pathOf(key)
  if (await stat(path).catch(() => null)) return key
  await mkdir(dirname(path), { recursive: true })
  // Under its final name a file is whole: it is moved there when it has been written.
  const draft = `${path}.${randomUUID()}`
  await writeFile(draft, bytes, { flush: true })
  await rename(draft, path)
  return key
}

export async function getArtifact(key: string): Promise<Uint8Array> {
  return readFile(pathOf(key))
}

function pathOf(key: string): string {
  return join(/* turbopackIgnore: true */ readEnv().dataFolder, 'artifacts', key)
}
