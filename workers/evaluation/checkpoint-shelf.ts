import { stat } from 'node:fs/promises'
import type { CheckpointDigest } from '#lib/domain/checkpoint'
import { Refusal } from '#lib/domain/refusal'
import type { CheckpointSource } from '#lib/domain/submission'
import type { Checkpoint } from '#workers/runtime/checkpoint'

type HubSource = Extract<CheckpointSource, { kind: 'hub' }>

/** Holds the checkpoint that is loaded: one at a time, kept between the slices of a run. */
export class CheckpointShelf {
  private loaded: Checkpoint | null = null
  private isTapped = false

  /**
   * @param open loads the checkpoint in a folder; with pooled taps where its features are to be read.
   * @param download brings a repository to this machine and returns its folder.
   */
  constructor(
    private readonly open: (directory: string, tapped: boolean) => Promise<Checkpoint>,
    private readonly download: (source: HubSource) => Promise<string>,
  ) {}

  /** Loads what the source holds now. @throws Refusal of the checkpoint or the hub; Error where the hub is away. */
  async fresh(source: CheckpointSource, tapped = false): Promise<Checkpoint> {
    await this.close()
    const directory = await this.directoryOf(source)
    const found = await stat(directory).catch(() => null)
    if (!found?.isDirectory())
      throw new Refusal('checkpoint-not-found', `there is no folder ${directory} on this worker`)
    const checkpoint = await this.open(directory, tapped)
    this.loaded = checkpoint
    this.isTapped = tapped
    return checkpoint
  }

  /** The checkpoint of that digest. @throws Refusal `checkpoint-not-found` where the source holds another one now. */
  async pinned(source: CheckpointSource, digest: CheckpointDigest, tapped = false): Promise<Checkpoint> {
    if (this.loaded?.digest === digest && (this.isTapped || !tapped)) return this.loaded
    const checkpoint = await this.fresh(source, tapped)
    if (checkpoint.digest !== digest)
      throw new Refusal(
        'checkpoint-not-found',
        `${nameOf(source)} holds ${checkpoint.digest}, not ${digest}: its files changed after the run was prepared`,
      )
    return checkpoint
  }

  async close(): Promise<void> {
    const { loaded } = this
    this.loaded = null
    await loaded?.close()
  }

  /** The folder of a source, downloaded where it is a repository. @throws as `fresh` does. */
  readonly directoryOf = async (source: CheckpointSource): Promise<string> => {
    if (source.kind === 'directory') return source.path
    try {
      return await this.download(source)
    } catch (error) {
      // An outage of the hub is no verdict on the checkpoint: the slice is tried again.
      if (error instanceof Refusal && error.reason === 'hub-unreachable')
        throw new Error(error.message, { cause: error })
      throw error
    }
  }
}

function nameOf(source: CheckpointSource): string {
  return source.kind === 'directory' ? source.path : `${source.repository}@${source.commit}`
}
