import { basename, resolve, sep } from 'node:path'
import { z } from 'zod'
import { Refusal } from '#lib/domain/refusal'
import { parseConfig } from '#workers/compiler/parse-config'
import { readJson } from './read-json'

/** What the exported files do not say, in a file beside model_index.json. */
export const manifestFile = 'parallax.json'
/** More than any schedule is trained for; every step costs one pass of the UNet. */
const mostSteps = 100

const output = z.string().min(1).max(255)
const shape = z.strictObject({
  /** Steps that the UNet was distilled for. */
  steps: z.int().min(1).max(mostSteps).optional(),
  /** The decoder that was exported, where it is not the one of the pipeline's own config. */
  vae: z.string().min(1).max(255).optional(),
  /** Outputs of the text encoders, where they have other names than Optimum gives. */
  outputs: z
    .strictObject({
      text_encoder: z.strictObject({ hidden: output.optional() }).optional(),
      text_encoder_2: z.strictObject({ hidden: output.optional(), pooled: output.optional() }).optional(),
    })
    .optional(),
})
export type Manifest = z.infer<typeof shape>

/** @throws Refusal `bad-config`. */
export function readManifest(directory: string): Manifest {
  return parseConfig(manifestFile, shape, readJson(directory, manifestFile) ?? {})
}

/**
 * Steps to take: as many as the UNet was distilled for, which the manifest says, or else a name such as `…_4step_…` on
 * the way to the folder. @param asked steps that somebody wants; null: whatever is right.
 * @throws Refusal `unsupported-config` where nothing says it, or two say different things.
 */
export function stepsOf(directory: string, manifest: Manifest, asked: number | null): number {
  const path = resolve(directory)
  const named = [...path.split(sep)].reverse().map(stepsInName)
  const own = stepsInName(basename(path))
  const steps = manifest.steps ?? named.find(count => count !== null) ?? null
  if (steps === null)
    throw new Refusal(
      'unsupported-config',
      `nothing says how many steps the UNet was made for; write {"steps": N} to ${manifestFile} beside model_index.json`,
    )
  if (own !== null && own !== steps)
    throw new Refusal(
      'unsupported-config',
      `${manifestFile} says ${steps} steps, the folder's name ${basename(path)} says ${own}`,
    )
  if (asked !== null && asked !== steps)
    throw new Refusal('unsupported-config', `${asked} steps are asked for; the UNet was made for ${steps}`)
  return steps
}

function stepsInName(name: string): number | null {
  const count = Number(/(?<!\d)(\d{1,2})[-_ ]?steps?(?![a-z])/i.exec(name)?.[1] ?? 0)
  return count === 0 ? null : count
}
