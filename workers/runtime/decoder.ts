import { type InferenceSession, Tensor } from 'onnxruntime-node'
import { Refusal } from '#lib/domain/refusal'
import { decoderIo, type LayerRange, type Taps } from '#workers/compiler/author-decoder'
import type { LanguageModel } from '#workers/compiler/language-models/language-model'
import { rotaryTable } from '#workers/compiler/layers/rope'
import type { KeyValueCache, LayerCache } from './key-value-cache'
import type { LayerNoise, NoiseByLayer } from './layer-noise'
import { checkPromptMemory } from './memory'
import { floats, outputOf, type Runner } from './session'

/** A session that holds some layers. */
export interface DecoderSession extends LayerRange {
  readonly session: Runner
}

export interface Feed {
  /** [batch, S, width]: embeddings, or the stream that enters layer `from`. */
  readonly hidden: Float32Array
  /** What stands before them. Layers below `from` are left as they are. */
  readonly cache: KeyValueCache
  /** The first layer to run, which must begin a session; 0. */
  readonly from?: number
  /** The S positions; those after the cache. */
  readonly positions?: readonly number[]
  /** By the layer whose input they are added to; the number of layers means the final norm's. */
  readonly noise?: NoiseByLayer
  /** Rows of the flattened [batch * S] whose logits are wanted; the last of every sequence. */
  readonly logitRows?: readonly number[]
  /** [groups, batch * S] weightings of the tokens; needed where the taps are pooled. */
  readonly selection?: Float32Array
}

export interface Fed {
  /** [rows asked for, vocabulary] */
  readonly logits: Float32Array
  readonly cache: KeyValueCache
  /** The streams [batch, S, width] that entered the sessions, by their first layer: where a run can be resumed. */
  readonly entering: ReadonlyMap<number, Float32Array>
  /** Tapped hidden states, as the graphs were authored to give them. */
  readonly taps: ReadonlyMap<number | 'norm', Float32Array>
}

const silence = new Tensor('float32', new Float32Array(1), [1, 1, 1])

/** A language model in sessions of consecutive layers, fed piece by piece. */
export class Decoder {
  constructor(
    private readonly sessions: readonly DecoderSession[],
    private readonly language: LanguageModel,
    private readonly tapKind: Taps,
  ) {}

  /** First layers of the sessions, ascending: where a run can begin. */
  get starts(): readonly number[] {
    return this.sessions.map(({ from }) => from)
  }

  /** @throws Refusal `too-many-tokens` where the sequence outgrows the checkpoint's positions or the memory. */
  async feed(feed: Feed): Promise<Fed> {
    const { shape } = this.language
    const { cache, from = 0 } = feed
    const count = feed.hidden.length / (shape.width * cache.batch)
    const positions = feed.positions ?? Array.from({ length: count }, (_, at) => cache.length + at)
    checkPositions(this.language, positions.at(-1) ?? 0)
    checkPromptMemory(shape, cache.batch * count, cache.length + count)
    if (!this.starts.includes(from)) throw new Error(`no session begins at layer ${from}`)
    const shared = this.sharedFeeds(feed, positions)
    const entering = new Map<number, Float32Array>()
    let taps: ReadonlyMap<number | 'norm', Float32Array> = new Map()
    const layers: LayerCache[] = cache.layers.slice(0, from)
    let hidden = feed.hidden
    let logits: Float32Array = new Float32Array(0)
    for (const part of this.sessions.filter(one => one.from >= from)) {
      entering.set(part.from, hidden)
      const last = part.to === shape.layers
      const outputs = await part.session.run({
        ...shared,
        ...this.layerFeeds(part, feed, hidden, last),
        [decoderIo.hidden]: new Tensor('float32', hidden, [cache.batch, count, shape.width]),
        ...(last ? { [decoderIo.logitRows]: logitRows(feed, cache.batch, count) } : {}),
      })
      for (let layer = part.from; layer < part.to; layer++)
        layers.push({
          key: outputOf(outputs, decoderIo.present(layer, 'key')),
          value: outputOf(outputs, decoderIo.present(layer, 'value')),
        })
      taps = new Map([...taps, ...readTaps(this.tapKind, part.from, part.to, outputs)])
      if (last) logits = floats(outputOf(outputs, decoderIo.logits))
      else hidden = floats(outputOf(outputs, decoderIo.hiddenOut))
    }
    return { logits, cache: { batch: cache.batch, length: cache.length + count, layers }, entering, taps }
  }

  async release(): Promise<void> {
    for (const { session } of this.sessions) await session.release()
  }

  /** Inputs that every session takes: rotary positions and, for pooled taps, the selection. */
  private sharedFeeds({ cache: { batch }, selection }: Feed, positions: readonly number[]) {
    const feeds: Record<string, Tensor> = {}
    const { rope, shape } = this.language
    if (rope) {
      const table = rotaryTable(rope, positions)
      const dims = [batch, positions.length, shape.headWidth / 2]
      feeds[decoderIo.cosine] = new Tensor('float32', repeat(table.cosine, batch), dims)
      feeds[decoderIo.sine] = new Tensor('float32', repeat(table.sine, batch), dims)
    }
    if (this.tapKind === 'pooled') {
      const rows = batch * positions.length
      const weights = selection ?? new Float32Array(rows)
      feeds[decoderIo.selection] = new Tensor('float32', weights, [weights.length / rows, rows])
    }
    return feeds
  }

  private layerFeeds(
    { from, to }: LayerRange,
    { cache, noise }: Feed,
    entering: Float32Array,
    last: boolean,
  ) {
    const end = last ? to : to - 1
    const feeds = noiseFeeds(from, end, noise && known(noise, from, end, entering))
    for (let layer = from; layer < to; layer++) {
      const past = cache.layers[layer]
      if (!past) throw new Error(`the cache has no layer ${layer}`)
      feeds[decoderIo.past(layer, 'key')] = past.key
      feeds[decoderIo.past(layer, 'value')] = past.value
    }
    return feeds
  }
}

/** @throws Refusal `too-many-tokens` where a position, counted from 0, is beyond the checkpoint's. */
export function checkPositions({ shape: { maxPositions } }: LanguageModel, position: number): void {
  if (position >= maxPositions)
    throw new Refusal(
      'too-many-tokens',
      `a sequence of ${position + 1} tokens; the checkpoint has ${maxPositions} positions`,
    )
}

/** The noise sockets of layers from `from` to `last`, that one included: what is not disturbed gets a single 0. */
export function noiseFeeds(
  from: number,
  last: number,
  noise: ReadonlyMap<number, LayerNoise> | undefined,
): Record<string, Tensor> {
  const feeds: Record<string, Tensor> = {}
  for (let layer = from; layer <= last; layer++) {
    const added = noise?.get(layer)
    feeds[decoderIo.noise(layer)] = added ? new Tensor('float32', added.values, added.dims) : silence
  }
  return feeds
}

/**
 * The noise of layers `from` to `last`, that one included; what is matched to a stream is matched to what enters the first.
 * @throws Error where it is matched to a stream inside a session, which nobody sees.
 */
function known(
  noise: NoiseByLayer,
  from: number,
  last: number,
  entering: Float32Array,
): ReadonlyMap<number, LayerNoise> {
  const own = [...noise].filter(([layer]) => layer >= from && layer <= last)
  return new Map(
    own.map(([layer, one]) => {
      if (typeof one !== 'function') return [layer, one]
      if (layer !== from)
        throw new Error(`noise matched to the stream at layer ${layer}, where no session begins`)
      return [layer, one(entering)]
    }),
  )
}

/** Tapped hidden states among the outputs of layers [from, to). */
export function readTaps(
  kind: Taps,
  from: number,
  to: number,
  outputs: InferenceSession.OnnxValueMapType,
): Map<number | 'norm', Float32Array> {
  const taps = new Map<number | 'norm', Float32Array>()
  if (kind === 'none') return taps
  const layers = Array.from({ length: to - from + 1 }, (_, at) => from + at)
  for (const tap of [...layers, 'norm'] as const)
    if (decoderIo.tap(tap) in outputs) taps.set(tap, floats(outputOf(outputs, decoderIo.tap(tap))))
  return taps
}

function logitRows({ logitRows: rows }: Feed, batch: number, count: number): Tensor {
  const wanted = rows ?? Array.from({ length: batch }, (_, sequence) => (sequence + 1) * count - 1)
  return new Tensor('int64', BigInt64Array.from(wanted, BigInt), [wanted.length])
}

function repeat(values: Float32Array, times: number): Float32Array {
  if (times === 1) return values
  const out = new Float32Array(values.length * times)
  for (let at = 0; at < times; at++) out.set(values, at * values.length)
  return out
}
