import type { BenchmarkFile } from '#workers/datasets/read-benchmark'
import type { Checkpoint } from '#workers/runtime/checkpoint'
import type { ImageEncoder } from '#workers/runtime/encoder'
import { byLayer, type LayerFeatures } from './text-features'

/** Rows of each layer as one matrix. Layers of one matrix have one width. */
function stack(rows: readonly (readonly Float32Array[])[], layers: number): Float32Array[] {
  return byLayer(rows, layers).map(states => {
    const width = states[0]?.length ?? 0
    const matrix = new Float32Array(states.length * width)
    for (const [at, state] of states.entries()) matrix.set(state, at * width)
    return matrix
  })
}

/** The class token as it leaves every block: an encoder's side of the alignment. [blocks] of [items, width of the block] */
export async function encoderFeatures(
  encoder: ImageEncoder,
  items: BenchmarkFile['items'],
  done: (items: number) => Promise<void> = async () => {},
): Promise<LayerFeatures> {
  const rows: (readonly Float32Array[])[] = []
  for (const { images } of items) {
    const [first] = images
    if (!first) continue
    // What enters the first block says nothing of the picture where it is the class token.
    rows.push((await encoder.blockStates(await first.decode())).slice(1))
    await done(rows.length)
  }
  const [blocks = []] = rows
  return { width: blocks[0]?.length ?? 0, items: rows.length, layers: stack(rows, blocks.length) }
}

/** A checkpoint's side: what the projector gives, and what every layer of its language model makes of the picture alone. */
export interface CheckpointFeatures {
  /** Mean of the visual tokens. */
  readonly projector: LayerFeatures
  /** Mean over the visual tokens' places at every layer, the embeddings first, under an empty question. */
  readonly layers: LayerFeatures
}

/** @throws Refusal `bad-usage` where the checkpoint was not opened with pooled taps. */
export async function checkpointFeatures(
  checkpoint: Checkpoint,
  items: BenchmarkFile['items'],
  done: (items: number) => Promise<void> = async () => {},
): Promise<CheckpointFeatures> {
  const projected: (readonly Float32Array[])[] = []
  const layered: (readonly Float32Array[])[] = []
  const { width, layers } = checkpoint.shape.text
  for (const { images } of items) {
    const [first] = images
    if (!first) continue
    const visual = await checkpoint.encodeImage(await first.decode())
    projected.push([meanRow(visual.rows, visual.layout.count, width)])
    layered.push((await checkpoint.hiddenStates({ question: '', visualTokens: [visual] }, 'visual')).layers)
    await done(projected.length)
  }
  const count = projected.length
  return {
    projector: { width, items: count, layers: stack(projected, 1) },
    layers: { width, items: count, layers: stack(layered, layers + 1) },
  }
}

/** Mean of `count` rows of `width`. */
function meanRow(rows: Float32Array, count: number, width: number): Float32Array {
  const sums = new Float64Array(width)
  for (let at = 0; at < count * width; at++) sums[at % width] = (sums[at % width] ?? 0) + (rows[at] ?? 0)
  return Float32Array.from(sums, sum => sum / count)
}
