import { z } from 'zod'
import { checkpointDigest, checkpointShape } from './checkpoint'
import { likeness } from './likeness'
import { identities, lacking, need } from './need'
import { notRun } from './not-run'
import { alignmentResult } from './reduction-result'
import { checkpointSource } from './submission'
import { suiteIds } from './suite'

/**
 * The protocol between a worker and the portal. A slice is one benchmark and a range of its items under all
 * probes of the suite, so that visual features are shared; it is a job of the queue. Every push names the
 * attempt it belongs to, and any but the current attempt is refused (`stale-attempt`, HTTP 409).
 */
const sha256 = z.string().regex(/^[0-9a-f]{64}$/)
const drawHex = z.string().regex(/^[0-9a-f]{16}$/)

/** `POST /api/worker/claim`. */
export const claimRequest = z.strictObject({ worker: z.string().min(1).max(120) })

const sliceCommon = {
  slice: z.string(),
  attempt: z.int().positive(),
  run: z.string(),
  source: checkpointSource,
  suite: z.enum(suiteIds),
  /** Declared relatives: the encoder inside the checkpoint, and its language model before visual tuning. */
  encoder: checkpointSource.nullable(),
  backbone: checkpointSource.nullable(),
  /** A push or a heartbeat must arrive at least this often, or the slice is given to another worker. */
  leaseSeconds: z.int().positive(),
}

const sliceOfBenchmark = {
  /** The worker must find exactly this checkpoint behind the source. */
  digest: checkpointDigest,
  /** What the run was prepared with: every worker uses these means, no more and no less. */
  means: z.array(need),
  identities,
  benchmark: z.string(),
  edition: sha256,
}

/** What a claim returns: 200 with one of these, or 204 when nothing waits. */
export const claimedSlice = z.discriminatedUnion('kind', [
  /** Open the checkpoint, pin it by its digest, and say which benchmarks are installed. */
  z.object({ kind: z.literal('prepare'), ...sliceCommon }),
  z.object({
    kind: z.literal('items'),
    ...sliceCommon,
    ...sliceOfBenchmark,
    /** Items [firstItem, endItem) in the order of the benchmark's file. */
    firstItem: z.int().nonnegative(),
    endItem: z.int().positive(),
    /** First items of the batches that are already stored: not evaluated again. */
    storedBatches: z.array(z.int()),
    batchItems: z.int().positive(),
  }),
  /** A result that is no mean over items: features of a list of items, reduced. */
  z.object({ kind: z.literal('reduce'), ...sliceCommon, ...sliceOfBenchmark, probe: z.string() }),
])
export type ClaimedSlice = z.infer<typeof claimedSlice>
export type ItemsSlice = Extract<ClaimedSlice, { kind: 'items' }>
export type ReduceSlice = Extract<ClaimedSlice, { kind: 'reduce' }>

/** `POST /api/worker/slices/:slice/heartbeat`, answered by 204 or 409. */
export const heartbeat = z.strictObject({
  attempt: z.int().positive(),
  /** How long the rest of the slice takes, by the worker's own count; left out while that is not known. */
  secondsLeft: z.int().nonnegative().optional(),
})

export const itemRecord = z.strictObject({
  id: z.string(),
  question: z.string(),
  options: z.array(z.strictObject({ label: z.string(), text: z.string() })),
  answer: z.string(),
  group: z.string(),
  category: z.string(),
  details: z.record(z.string(), z.string()).default({}),
  imageHash: sha256,
  hash: sha256,
})

/** A benchmark file as a worker found it. Its edition is the hash of its items' hashes, in order. */
export const installedBenchmark = z.strictObject({
  benchmark: z.string(),
  /** What the file is called, e.g. `MMVP_MINI`: shown wherever its scores are. */
  title: z.string(),
  edition: sha256,
  /** The shortest side of any picture, in pixels; 1 without pictures. */
  smallestSide: z.int().positive(),
  items: z.array(itemRecord).min(1),
})
export type InstalledBenchmark = z.infer<typeof installedBenchmark>

/** `POST /api/worker/slices/:slice/prepared`. */
export const preparedReport = z.strictObject({
  attempt: z.int().positive(),
  digest: checkpointDigest,
  shape: checkpointShape,
  engine: z.strictObject({ version: z.string(), provider: z.string(), precision: z.string() }),
  /** What there is to run probes with: the worker's own, and the submission's declared relatives. */
  means: z.array(need),
  identities,
  lacking: lacking.default({}),
  benchmarks: z.array(installedBenchmark).min(1),
})
export type PreparedReport = z.infer<typeof preparedReport>

/** The outcomes of one condition over the items of a batch, in item order. */
export const conditionOutcomes = z.strictObject({
  probe: z.string(),
  probeVersion: z.int().positive(),
  condition: z.string(),
  /**
   * One flag per item: it is on the condition's list of items. Where it is not, there is no answer, the score is null
   * and the other flags are false. Absent: every item was asked.
   */
  asked: z.array(z.boolean()).optional(),
  /** One score in [0, 1] per item of the batch; null where the answer needs a judge and has none. */
  scores: z.array(z.number().min(0).max(1).nullable()),
  /** One flag per item: nothing could be read out of the answer (its score is 0). */
  unparsed: z.array(z.boolean()),
  /** One flag per item: the normalised answer differs from that of the reference condition. */
  changed: z.array(z.boolean()),
  /** What the judge gave the reference answers, in [0, 1], where the score is a ratio of means. */
  against: z.array(z.number().min(0).max(1).nullable()).optional(),
  /** Why the first of the answers without a score has none. */
  notScored: z.string().max(500).optional(),
  /** Digest of what was drawn for the items that were asked; absent where nothing was, or nobody said. */
  draws: drawHex.optional(),
})
export type ConditionOutcomes = z.infer<typeof conditionOutcomes>

/** A reading of an answer that is worth `score`. */
const otherReading = z.strictObject({ parsed: z.string(), rule: z.string(), score: z.number() })

/** One answer, as it is kept for reading and recomputing. */
export const responseRecord = z.strictObject({
  item: z.string(),
  probe: z.string(),
  condition: z.string(),
  prompt: z.string(),
  text: z.string(),
  generatedIds: z.array(z.int()),
  truncated: z.boolean(),
  parsed: z.string().nullable(),
  rule: z.string().nullable(),
  /** Null where nobody judged it; `notScored` says why. */
  score: z.number().nullable(),
  notScored: z.string().optional(),
  /** Digest of what was drawn: see `drawDigest`. Null where nothing was; absent of answers from before it was kept. */
  draw: drawHex.nullable().optional(),
  /** What a more permissive reading makes of the answer, where it differs. */
  lenient: otherReading.optional(),
  /** Of the synthesized picture that was shown. */
  likeness: likeness.optional(),
  /** What the judge gave the reference answer, in [0, 1]. */
  against: z.number().min(0).max(1).optional(),
  /**
   * Texts that were scored as the answer (labels of the options, names of the classes), with the natural logarithm of each
   * token's probability.
   */
  scored: z.array(z.strictObject({ text: z.string(), logProbabilities: z.array(z.number()) })).optional(),
  /** What the judge said, oldest first, the model it said it was, and the wording it was asked in. */
  judge: z.strictObject({ model: z.string(), prompt: z.string(), replies: z.array(z.string()) }).optional(),
})
export type ResponseRecord = z.infer<typeof responseRecord>

/** `POST /api/worker/slices/:slice/outcomes`: one batch, idempotent by (slice, firstItem). */
export const outcomeBatch = z.strictObject({
  attempt: z.int().positive(),
  firstItem: z.int().nonnegative(),
  endItem: z.int().positive(),
  scorer: z.string(),
  promptProfile: z.string(),
  outcomes: z.array(conditionOutcomes).min(1),
  responses: z.array(responseRecord),
})
export type OutcomeBatch = z.infer<typeof outcomeBatch>

/** `POST /api/worker/slices/:slice/reduction`: the one result of a `reduce` slice; pushed again, it is left as it is. */
export const reductionPush = z.strictObject({
  attempt: z.int().positive(),
  /** Or why there is none: one probe that could not be run ends no run. */
  result: z.union([alignmentResult, notRun]),
})
export type ReductionPush = z.infer<typeof reductionPush>

/** `POST /api/worker/slices/:slice/complete`. Refused while a batch is missing. */
export const completion = z.strictObject({ attempt: z.int().positive() })

/** `POST /api/worker/slices/:slice/fail`. A permanent failure ends the run; any other is tried again. */
export const failure = z.strictObject({
  attempt: z.int().positive(),
  permanent: z.boolean(),
  reason: z.string().max(60),
  message: z.string().max(2000),
})

/** Every error the API answers with. */
export const apiError = z.object({ error: z.object({ reason: z.string(), message: z.string() }) })
