import { createHash, randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** What is made once for all checkpoints. */
export const artifactKinds = ['saliency', 'synthesized-set', 'picture-likeness', 'text-features'] as const
export type ArtifactKind = (typeof artifactKinds)[number]

/**
 * Artifacts by what they were made of: `<root>/<kind>/<key>/`. A folder is there whole or not at all, however many
 * processes make it at once.
 */
export class ArtifactFolder {
  constructor(private readonly root: string) {}

  /**
   * The folder of an artifact, made where it is missing.
   * @param from plain data that decides every byte: digests, editions, settings. @param write fills an empty folder.
   */
  async make(
    kind: ArtifactKind,
    from: unknown,
    write: (folder: string) => Promise<void>,
  ): Promise<{ readonly key: string; readonly folder: string }> {
    const key = artifactKey(kind, from)
    const folder = join(this.root, kind, key)
    if (existsSync(folder)) return { key, folder }
    const draft = `${folder}.${randomUUID()}`
    await mkdir(draft, { recursive: true })
    try {
      await write(draft)
      await writeFile(join(draft, 'made-of.json'), `${JSON.stringify(from, null, 2)}\n`)
      // Whoever comes second throws its own away: equal inputs made equal files.
      await rename(draft, folder).catch(error => {
        if (!existsSync(folder)) throw error
      })
    } finally {
      await rm(draft, { recursive: true, force: true })
    }
    return { key, folder }
  }
}

/** SHA-256 over the kind and what an artifact is made of. */
export function artifactKey(kind: ArtifactKind, from: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify([kind, from]))
    .digest('hex')
}
