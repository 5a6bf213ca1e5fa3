import { Refusal } from '#lib/domain/refusal'
import type { CaptionTokens } from '#lib/domain/synthesizer'
import { type CaptionTokenizer, openCaptionTokenizer } from './caption-tokenizer'
import type { GraphFile } from './graph-file'
import type { GraphOutput, SessionSlot } from './graph-session'
import type { Manifest } from './manifest'
import type { PipelineConfig, TextEncoderConfig } from './pipeline-config'
import { checkedOutput, checkInputs, checkOutput, tensorFor } from './ports'

/** What the UNet is told of a caption. */
export interface Conditioning {
  /** [tokens, width of both encoders]: the states before the last layer, of one encoder beside the other. */
  readonly promptEmbeds: Float32Array
  readonly length: number
  /** [projection] of the second encoder. */
  readonly pooled: Float32Array
  readonly tokens: readonly [CaptionTokens, CaptionTokens]
}

/** One of the two text encoders. */
export interface EncoderPart {
  readonly file: GraphFile
  readonly config: TextEncoderConfig
  readonly tokenizer: CaptionTokenizer
  /** Its output before the last layer. */
  readonly hidden: string
}

export interface EncoderParts {
  readonly first: EncoderPart
  readonly second: EncoderPart & { readonly pooled: string; readonly projection: number }
}

/**
 * Checks both encoders; no session is opened. The state before the last layer is named from the config: of the states
 * that are exported the last one has no norm behind it, and `last_hidden_state` is another thing, with which pictures
 * go flat without an error.
 * @throws Refusal `unsupported-config`, `shape-mismatch`, `bad-tokenizer`.
 */
export function readEncoders(
  directory: string,
  files: { readonly first: GraphFile; readonly second: GraphFile },
  config: PipelineConfig,
  manifest: Manifest,
): EncoderParts {
  const { text_encoder: named, text_encoder_2: named2 } = manifest.outputs ?? {}
  const part = (file: GraphFile, folder: string, encoder: TextEncoderConfig, hidden: string | undefined) => {
    const tokenizer = openCaptionTokenizer(directory, folder, encoder)
    const output = hidden ?? `hidden_states.${encoder.layers - 1}`
    checkInputs(file, { input_ids: [2] })
    checkOutput(file, output, ', the states before the last layer (parallax.json can name another)')
    return { file, config: encoder, tokenizer, hidden: output }
  }
  const first = part(files.first, 'tokenizer', config.textEncoder, named?.hidden)
  const second = part(files.second, 'tokenizer_2', config.textEncoder2, named2?.hidden)
  const pooled = named2?.pooled ?? 'text_embeds'
  checkOutput(second.file, pooled)
  if (first.tokenizer.length !== second.tokenizer.length)
    throw new Refusal(
      'unsupported-config',
      `tokenizer reads ${first.tokenizer.length} tokens, tokenizer_2 ${second.tokenizer.length}`,
    )
  return { first, second: { ...second, pooled, projection: config.textEncoder2.projection } }
}

/** @throws NotFinite; Refusal `shape-mismatch` where an encoder has not the width of its config. */
export async function encodeCaption(
  { first, second }: EncoderParts,
  slots: { readonly first: SessionSlot; readonly second: SessionSlot },
  caption: string,
): Promise<Conditioning> {
  const one = await runEncoder(first, slots.first, caption, [first.hidden])
  const two = await runEncoder(second, slots.second, caption, [second.hidden, second.pooled])
  const { length } = first.tokenizer
  const states = statesOf(first, one.outputs[0])
  const states2 = statesOf(second, two.outputs[0])
  const [width, width2] = [first.config.width, second.config.width]
  const promptEmbeds = new Float32Array(length * (width + width2))
  for (let row = 0; row < length; row++) {
    promptEmbeds.set(states.subarray(row * width, (row + 1) * width), row * (width + width2))
    promptEmbeds.set(states2.subarray(row * width2, (row + 1) * width2), row * (width + width2) + width)
  }
  const pooled = checkedOutput(second.file, second.pooled, two.outputs[1], [1, second.projection])
  return { promptEmbeds, length, pooled, tokens: [one.tokens, two.tokens] }
}

async function runEncoder(
  { file, tokenizer }: EncoderPart,
  slot: SessionSlot,
  caption: string,
  wanted: readonly string[],
) {
  const { ids, tokens } = tokenizer.encode(caption)
  const feeds = { input_ids: tensorFor(file, 'input_ids', ids, [1, ids.length]) }
  return { outputs: await slot.use(session => session.run(feeds, wanted)), tokens }
}

/** [tokens, width] */
function statesOf({ file, hidden, tokenizer, config }: EncoderPart, output: GraphOutput | undefined) {
  return checkedOutput(file, hidden, output, [1, tokenizer.length, config.width])
}
