import type { CheckpointShape } from '#lib/domain/checkpoint'
import type { Means } from '#lib/probes/suite-conditions'

/**
 * The shape of a model whose weights are elsewhere: nothing is known of it. One patch and no layer, so that no probe finds
 * groups of tokens or layers in it.
 */
export const chatShape: CheckpointShape = {
  family: 'chat',
  storedPrecision: 'unknown',
  parameters: 0,
  weightBytes: 0,
  vision: { modelType: 'unknown', layers: 0, width: 0, heads: 0, imageSize: 1, patchSize: 1 },
  text: {
    modelType: 'unknown',
    layers: 0,
    width: 0,
    heads: 0,
    keyValueHeads: 0,
    vocabulary: 0,
    maxPositions: 0,
  },
}

/** Where a checkpoint has its execution provider and precision: chat models stand in columns of their own. */
export const chatEngine = { provider: 'chat', precision: 'unknown' } as const

/**
 * What probes can be run with behind a chat endpoint: never with weights, nor with relatives, of which it declares none.
 * What that leaves out is told by `missingMeans`. @param artifacts that the file has.
 */
export function chatMeans(judged: boolean, artifacts: readonly ('saliency' | 'synthesizer')[] = []): Means {
  return [...(judged ? (['judge'] as const) : []), ...artifacts]
}
