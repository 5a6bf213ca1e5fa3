import { z } from 'zod'
import { suiteIds } from './suite'

/** Where the weights come from. A directory is only accepted by a portal that serves its own machine. */
export const checkpointSource = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('directory'), path: z.string().min(1).max(4096) }),
  z.strictObject({
    kind: z.literal('hub'),
    repository: z
      .string()
      .regex(/^[A-Za-z0-9][\w.-]{0,95}\/[A-Za-z0-9][\w.-]{0,95}$/, 'must read owner/name'),
    commit: z.string().regex(/^[0-9a-f]{40}$/, 'must be a full 40-digit commit'),
  }),
])
export type CheckpointSource = z.infer<typeof checkpointSource>

/** A repository's own name and commit, or that of the folder: never a path. */
export function sourceName(source: CheckpointSource): string {
  if (source.kind === 'hub') return `${source.repository}@${source.commit.slice(0, 12)}`
  return source.path.split(/[/\\]/).findLast(part => part !== '') ?? source.path
}

/** A request to evaluate: the body of `POST /api/submissions`. */
export const submissionRequest = z.strictObject({
  source: checkpointSource,
  /** The encoder inside the checkpoint, with its own text tower or classification head. */
  encoder: checkpointSource.optional(),
  /** The language model before visual tuning. */
  backbone: checkpointSource.optional(),
  /** The name the leaderboard shows; by default the directory's or repository's own. */
  name: z.string().trim().min(1).max(80).optional(),
  suite: z.enum(suiteIds).default('demo'),
})
export type SubmissionRequest = z.input<typeof submissionRequest>

export const runStates = ['queued', 'preparing', 'running', 'complete', 'refused', 'failed'] as const
export type RunState = (typeof runStates)[number]

/** The answer of `POST /api/submissions` and `GET /api/submissions/:id`. */
export const submissionStatus = z.object({
  submission: z.string(),
  run: z.string(),
  name: z.string(),
  /** Names of the declared relatives; null where none is declared. */
  encoder: z.string().nullable(),
  backbone: z.string().nullable(),
  state: z.enum(runStates),
  /** Items answered under all of their conditions, and how many there are; zero until prepared. */
  itemsDone: z.int(),
  items: z.int(),
  slices: z.array(
    z.object({
      id: z.string(),
      kind: z.enum(['prepare', 'items', 'reduce']),
      benchmark: z.string().nullable(),
      /** Of a slice that reduces features. */
      probe: z.string().nullable(),
      state: z.enum(['waiting', 'running', 'retrying', 'done', 'failed']),
      attempt: z.int(),
      itemsDone: z.int(),
      items: z.int(),
      worker: z.string().nullable(),
      /** How long the rest of it took when it was last heard of; null where that is not known. */
      secondsLeft: z.int().nullable().default(null),
      heartbeatAt: z.iso.datetime().nullable(),
    }),
  ),
  /** Why a run was refused or failed, in the words of the refusal. */
  reason: z.object({ code: z.string(), message: z.string() }).nullable(),
  /** Page of the checkpoint once a result is there. */
  checkpoint: z.string().nullable(),
})
export type SubmissionStatus = z.infer<typeof submissionStatus>
