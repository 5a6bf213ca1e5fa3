import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { keepFresh, type Part, takePart } from '#workers/services/half-made'
import { type LongWork, unwatched } from '../long-work'

/** What is made once for all checkpoints. */
export const artifactKinds = ['saliency', 'synthesized-set', 'picture-likeness', 'text-features'] as const
export type ArtifactKind = (typeof artifactKinds)[number]

/** How often is looked whether another process has made it. */
const lookMs = 200
/** How often a draft's holder says that it is alive. */
const freshMs = 60_000

/**
 * Artifacts by what they were made of: `<root>/<kind>/<key>/`. A folder is there whole or not at all. What breaks off is kept
 * as `<key>.part` and gone on with, by whichever process comes next; of several at once one makes it, and the others wait.
 */
export class ArtifactFolder {
  constructor(private readonly root: string) {}

  /**
   * The folder of an artifact, made where it is missing.
   * @param from plain data that decides every byte: digests, editions, settings.
   * @param write fills a folder, which may hold the first part of what it wrote before.
   * @throws what `write` or `pause` throw.
   */
  async make(
    kind: ArtifactKind,
    from: unknown,
    write: (folder: string) => Promise<void>,
    { pause }: Pick<LongWork, 'pause'> = unwatched,
  ): Promise<{ readonly key: string; readonly folder: string }> {
    const key = artifactKey(kind, from)
    const folder = join(this.root, kind, key)
    if (existsSync(folder)) return { key, folder }
    while (!existsSync(folder)) {
      await mkdir(dirname(folder), { recursive: true })
      const draft = await takePart(folder, path => mkdir(path))
      if (draft) await this.fill(draft, folder, from, write)
      else {
        await pause()
        await wait(lookMs)
      }
    }
    // Who stepped back from making it may have left an empty draft; nobody needs one any more.
    await rm(`${folder}.part`, { recursive: true, force: true })
    return { key, folder }
  }

  private async fill(
    draft: Part,
    folder: string,
    from: unknown,
    write: (folder: string) => Promise<void>,
  ): Promise<void> {
    // It was finished between the two looks.
    if (existsSync(folder)) return draft.discard()
    const fresh = setInterval(() => keepFresh(draft.path).catch(() => undefined), freshMs)
    try {
      await write(draft.path)
      await writeFile(join(draft.path, 'made-of.json'), `${JSON.stringify(from, null, 2)}\n`)
      await draft.finish()
    } catch (error) {
      await draft.release()
      throw error
    } finally {
      clearInterval(fresh)
    }
  }
}

/** SHA-256 over the kind and what an artifact is made of. */
export function artifactKey(kind: ArtifactKind, from: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify([kind, from]))
    .digest('hex')
}
