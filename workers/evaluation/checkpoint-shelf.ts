import { stat } from 'node:fs/promises'
import type { CheckpointDigest } from '#lib/domain/checkpoint'
import { Refusal } from '#lib/domain/refusal'
import type { CheckpointSource } from '#lib/domain/submission'
import type { Checkpoint } from '#workers/runtime/checkpoint'

/** Holds the checkpoint that is loaded: one at a time, kept between the slices of a run. */
export class CheckpointShelf {
  private loaded: Checkpoint | null = null

  /** @param open loads the checkpoint in a folder. */
  constructor(private readonly open: (directory: string) => Promise<Checkpoint>) {}

  /** Loads what the source holds now. @throws Refusal of the checkpoint. */
  async fresh(source: CheckpointSource): Promise<Checkpoint> {
    await this.close()
    const directory = directoryOf(source)
    const found = await stat(directory).catch(() => null)
    if (!found?.isDirectory())
      throw new Refusal('checkpoint-not-found', `there is no folder ${directory} on this worker`)
    const checkpoint = await this.open(directory)
    this.loaded = checkpoint
    return checkpoint
  }

  /** The checkpoint of that digest. @throws Refusal `checkpoint-not-found` where the source holds another one now. */
  async pinned(source: CheckpointSource, digest: CheckpointDigest): Promise<Checkpoint> {
    if (this.loaded?.digest === digest) return this.loaded
    const checkpoint = await this.fresh(source)
    if (checkpoint.digest !== digest)
      throw new Refusal(
        'checkpoint-not-found',
        `${directoryOf(source)} holds ${checkpoint.digest}, not ${digest}: its files changed after the run was prepared`,
      )
    return checkpoint
  }

  async close(): Promise<void> {
    const { loaded } = this
    this.loaded = null
    await loaded?.close()
  }
}

function directoryOf(source: CheckpointSource): string {
  if (source.kind === 'directory') return source.path
  throw new Refusal(
    'checkpoint-not-found',
    `this worker reads checkpoints from folders; it does not download ${source.repository}@${source.commit}`,
  )
}
