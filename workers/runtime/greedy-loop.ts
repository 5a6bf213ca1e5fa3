import { type InferenceSession, Tensor } from 'onnxruntime-node'
import { decoderIo, type Taps } from '#workers/compiler/author-decoder'
import { loopIo } from '#workers/compiler/author-greedy-loop'
import type { LanguageModel } from '#workers/compiler/language-models/language-model'
import { rotaryTable } from '#workers/compiler/layers/rope'
import { checkPositions, noiseFeeds, readTaps } from './decoder'
import type { LayerNoise } from './layer-noise'
import { checkPromptMemory } from './memory'
import { floats, outputOf } from './session'

export interface LoopRun {
  /** [batch, S, width]: the embeddings of prompts of one length. */
  readonly hidden: Float32Array
  readonly batch: number
  /** Tokens wanted after each prompt; with 0 the prompts are only read. */
  readonly maxNewTokens: number
  readonly stopTokens: readonly number[]
  /** By the layer whose input they are added to; the number of layers means the final norm's. */
  readonly noise?: ReadonlyMap<number, LayerNoise>
  /** Rows of the flattened [batch * S] whose logits are wanted beside those of every prompt's last token. */
  readonly logitRows?: readonly number[]
  /** [groups, batch * S] weightings of the tokens; needed where the taps are pooled. */
  readonly selection?: Float32Array
}

export interface LoopAnswer {
  /** [batch + rows asked for, vocabulary], the last token of every prompt first. */
  readonly logits: Float32Array
  /** At most `maxNewTokens` a prompt, cut off where a stop id came. */
  readonly continuations: readonly { readonly ids: readonly number[]; readonly stopped: boolean }[]
  /** Tapped hidden states of the prompts, as the graph was authored to give them. */
  readonly taps: ReadonlyMap<number | 'norm', Float32Array>
}

/** A language model in one session that decodes by itself: one run, and no keys and values in JavaScript. */
export class GreedyLoop {
  constructor(
    private readonly session: InferenceSession,
    private readonly language: LanguageModel,
    private readonly tapKind: Taps,
  ) {}

  /** @throws Refusal `too-many-tokens` where a sequence outgrows the checkpoint's positions or the memory. */
  async run(run: LoopRun): Promise<LoopAnswer> {
    const { shape } = this.language
    const { batch, hidden, maxNewTokens, stopTokens } = run
    const tokens = hidden.length / (shape.width * batch)
    checkPositions(this.language, tokens - 1)
    checkPromptMemory(shape, batch * tokens, tokens)
    const wanted = Math.max(0, maxNewTokens - 1)
    const steps = Math.min(wanted, shape.maxPositions - tokens)
    const outputs = await this.session.run({
      ...this.tokenFeeds(run, tokens, steps),
      ...noiseFeeds(0, shape.layers, run.noise),
      [loopIo.steps]: new Tensor('int64', BigInt64Array.of(BigInt(steps)), []),
      [loopIo.stopIds]: int64(stopTokens.length > 0 ? stopTokens : [-1]),
    })
    const first = ids(outputOf(outputs, loopIo.firstIds))
    const later = ids(outputOf(outputs, loopIo.laterIds))
    const continuations = first.map((id, sequence) => {
      const turns = later.length / batch
      const all = [id, ...Array.from({ length: turns }, (_, turn) => later[turn * batch + sequence] ?? 0)]
      const stop = all.findIndex(one => stopTokens.includes(one))
      const stopped = stop >= 0 && maxNewTokens > 0
      return { ids: all.slice(0, stopped ? stop : maxNewTokens), stopped }
    })
    // The loop was cut short and somebody had more to say.
    if (steps < wanted && continuations.some(({ stopped }) => !stopped))
      checkPositions(this.language, shape.maxPositions)
    return {
      logits: floats(outputOf(outputs, decoderIo.logits)),
      continuations,
      taps: readTaps(this.tapKind, 0, shape.layers, outputs),
    }
  }

  async release(): Promise<void> {
    await this.session.release()
  }

  private tokenFeeds({ hidden, batch, logitRows = [], selection }: LoopRun, tokens: number, steps: number) {
    const { rope, shape } = this.language
    const lastRows = Array.from({ length: batch }, (_, sequence) => (sequence + 1) * tokens - 1)
    const feeds: Record<string, Tensor> = {
      [decoderIo.hidden]: new Tensor('float32', hidden, [batch, tokens, shape.width]),
      [decoderIo.logitRows]: int64([...lastRows, ...logitRows]),
    }
    if (rope) {
      const positions = Array.from({ length: tokens + steps }, (_, position) => position)
      const { cosine, sine } = rotaryTable(rope, positions)
      const dims = [positions.length, shape.headWidth / 2]
      feeds[decoderIo.cosine] = new Tensor('float32', cosine, dims)
      feeds[decoderIo.sine] = new Tensor('float32', sine, dims)
    }
    if (this.tapKind === 'pooled') {
      const rows = batch * tokens
      const weights = selection ?? new Float32Array(rows)
      feeds[decoderIo.selection] = new Tensor('float32', weights, [weights.length / rows, rows])
    }
    return feeds
  }
}

function int64(values: readonly number[]): Tensor {
  return new Tensor('int64', BigInt64Array.from(values, BigInt), [values.length])
}

function ids(tensor: Tensor): number[] {
  if (!(tensor.data instanceof BigInt64Array)) throw new Error(`ids of type ${tensor.type}`)
  return Array.from(tensor.data, Number)
}
