import type { CheckpointDigest } from './checkpoint'
import type { RunSummary } from './run-summary'
import type { CheckpointSource } from './submission'

/** The latest complete run of one checkpoint: what the leaderboard and the checkpoint page are made of. */
export interface BoardEntry {
  /** First 12 hex digits of the digest: the id in addresses. */
  readonly checkpoint: string
  readonly name: string
  readonly digest: CheckpointDigest
  readonly source: CheckpointSource
  readonly run: string
  readonly submission: string
  readonly finishedAt: Date
  readonly summary: RunSummary
}
