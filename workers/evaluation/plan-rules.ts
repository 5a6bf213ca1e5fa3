import type { Benchmark } from '#lib/benchmarks/benchmark'
import type { EncoderShape } from '#workers/compiler/encoders/encoder'
import type { PlanRules } from './plan'
import type { Planners } from './prepare-item'

/** Share of the allowed new tokens that answers have, more or less: only costs are made of it. */
const saidShare = 1 / 4
/** Letters of a token, more or less. */
export const tokenLetters = 4

/** As much of an encoder as a look costs. */
export type Looking = Pick<EncoderShape, 'vision'>

/** What plans on a benchmark go by. @param options of the item that has most. @param encoder that is asked by itself. */
export function planRules(
  { checkpoint, backbone }: Planners,
  { maxNewTokens, classes = [] }: Benchmark,
  options: number,
  encoder: Looking | null,
): PlanRules {
  return {
    costs: { checkpoint: checkpoint.costs, ...(backbone ? { backbone: backbone.costs } : {}) },
    look: encoder ? lookCost(encoder) : 0,
    maxNewTokens,
    saidTokens: Math.max(1, Math.round(maxNewTokens * saidShare)),
    optionTokens: new Array<number>(options).fill(1),
    classTokens: classes.map(({ name }) => Math.ceil(name.length / tokenLetters)),
  }
}

/** Of a transformer by its width and depth; nothing is known of a ResNet. */
export function lookCost({ vision }: Looking): number {
  const { layers, width, imageSize, patchSize } = vision
  const tokens = Math.floor((imageSize ?? 0) / (patchSize ?? 1)) ** 2
  return layers * (12 * width ** 2 * tokens + 2 * tokens ** 2 * width)
}
