import { z } from 'zod'
import { checkpointDigest, checkpointShape } from '#lib/domain/checkpoint'
import { identities } from '#lib/domain/need'
import { suiteIds } from '#lib/domain/suite'

/** Everything that decides the results of a run: equal inputs make equal files. */
export const runInputs = z.strictObject({
  format: z.literal('parallax-run-1'),
  digest: checkpointDigest,
  shape: checkpointShape,
  engine: z.strictObject({ version: z.string(), provider: z.string(), precision: z.string() }),
  suite: z.enum(suiteIds),
  probes: z.array(z.strictObject({ id: z.string(), version: z.int() })),
  /** What is known of a model whose weights are elsewhere: its digest is made of it. */
  chat: z
    .strictObject({
      endpoint: z.string(),
      model: z.string(),
      servedModel: z.string(),
      fingerprint: z.string(),
    })
    .optional(),
  /** What there was to run probes with, and what names it exactly. */
  means: z.array(z.string()),
  identities,
  benchmarks: z.array(
    z.strictObject({
      benchmark: z.string(),
      title: z.string(),
      edition: z.string(),
      scorer: z.string(),
      promptProfile: z.string(),
      maxNewTokens: z.int(),
      /** Items evaluated: the first ones of the file. */
      items: z.int(),
      /** SHA-256 of the conditions and of the items that each asks. */
      lists: z.string(),
    }),
  ),
  /** Files of which features are read, and no answers. */
  unanswered: z.array(z.strictObject({ benchmark: z.string(), edition: z.string() })),
})
export type RunInputs = z.infer<typeof runInputs>

/** `manifest.json`: the inputs, what came out, and the hash of every file. */
export const runManifest = runInputs.extend({
  /** How what was drawn is drawn; absent of runs from before it was kept. */
  draws: z.string().optional(),
  counts: z.strictObject({ items: z.int(), cells: z.int(), responses: z.int() }),
  /** Paths inside the run's folder. */
  files: z.array(z.strictObject({ path: z.string(), bytes: z.int(), sha256: z.string() })),
})
export type RunManifest = z.infer<typeof runManifest>

/** The inputs in a manifest. */
export function inputsOf({
  draws: _draws,
  counts: _counts,
  files: _files,
  ...inputs
}: RunManifest): RunInputs {
  return inputs
}

/** Names the first input in which two runs differ, or null. */
export function inputDifference(a: RunInputs, b: RunInputs): string | null {
  const keys = runInputs.keyof().options
  return keys.find(key => JSON.stringify(a[key]) !== JSON.stringify(b[key])) ?? null
}
