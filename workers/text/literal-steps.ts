import { ByteFallbackDecoder, SequenceDecoder, type Tokenizer } from '@huggingface/tokenizers'
import { z } from 'zod'

/**
 * Where the JavaScript library departs from the Rust one, tokenizer.json is said in steps on which both agree.
 */

const step = z.looseObject({ type: z.string() })
type Step = z.infer<typeof step>
const normalizerSequence = z.looseObject({ normalizers: z.array(step) })
const preTokenizerSequence = z.looseObject({ pretokenizers: z.array(step) })
const metaspace = z.looseObject({ replacement: z.string().default('▁'), split: z.boolean().default(true) })
const replace = z.looseObject({ content: z.string().default('') })
const decoderSequence = z.looseObject({ decoders: z.array(step) })
const digits = z.looseObject({ individual_digits: z.boolean().default(false) })

export function literalNormalizer(value: unknown): Step | null {
  if (value === null || value === undefined) return null
  const one = step.parse(value)
  if (one.type === 'Sequence')
    return { ...one, normalizers: normalizerSequence.parse(one).normalizers.map(literalNormalizer) }
  if (one.type === 'Replace') return literalReplace(one)
  // Rust lowers character by character; toLowerCase knows a final sigma.
  if (one.type === 'Lowercase')
    return {
      type: 'Sequence',
      normalizers: [{ type: 'Replace', pattern: { String: 'Σ' }, content: 'σ' }, one],
    }
  return one
}

/** In JavaScript `$&` in what is put in stands for what is taken out; in Rust it is a dollar and an ampersand. */
function literalReplace(one: Step): Step {
  return { ...one, content: replace.parse(one).content.replaceAll('$', '$$$$') }
}

export function literalDecoder(value: unknown): Step | null {
  if (value === null || value === undefined) return null
  const one = step.parse(value)
  if (one.type === 'Sequence')
    return { ...one, decoders: decoderSequence.parse(one).decoders.map(literalDecoder) }
  return one.type === 'Replace' ? literalReplace(one) : one
}

export function literalPreTokenizer(value: unknown): Step | null {
  if (value === null || value === undefined) return null
  const one = step.parse(value)
  switch (one.type) {
    case 'Sequence':
      return { ...one, pretokenizers: preTokenizerSequence.parse(one).pretokenizers.map(literalPreTokenizer) }
    case 'Replace':
      return literalReplace(one)
    case 'Metaspace': {
      const { replacement, split } = metaspace.parse(one)
      const words = `${replacement}[^${replacement}]*|[^${replacement}]+`
      return split ? { type: 'Sequence', pretokenizers: [one, everyMatch(words)] } : one
    }
    case 'Digits': {
      const { individual_digits } = digits.parse(one)
      return everyMatch(individual_digits ? '\\p{N}|\\P{N}+' : '\\p{N}+|\\P{N}+')
    }
    default:
      return one
  }
}

/** A pre-tokenizer whose tokens are the matches of an expression that leaves nothing out. */
function everyMatch(expression: string): Step {
  return { type: 'Split', pattern: { Regex: expression }, behavior: 'Removed', invert: true }
}

/** Replaces the library's byte fallback, which drops a byte order mark and writes one � for several broken bytes. */
export function putLiteralDecoder(tokenizer: Tokenizer): void {
  const { decoder } = tokenizer
  if (decoder instanceof ByteFallbackDecoder)
    tokenizer.decoder = new LiteralByteFallback({ type: 'ByteFallback' })
  if (decoder instanceof SequenceDecoder)
    decoder.decoders = decoder.decoders.map(one =>
      one instanceof ByteFallbackDecoder ? new LiteralByteFallback({ type: 'ByteFallback' }) : one,
    )
}

const byteToken = /^<0x([0-9A-Fa-f]{2})>$/u
const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

class LiteralByteFallback extends ByteFallbackDecoder {
  override decode_chain(tokens: string[]): string[] {
    const texts: string[] = []
    let bytes: number[] = []
    const flush = () => {
      if (bytes.length > 0) texts.push(...utf8(bytes))
      bytes = []
    }
    for (const token of tokens) {
      const hex = byteToken.exec(token)?.[1]
      if (hex !== undefined) bytes.push(Number.parseInt(hex, 16))
      else {
        flush()
        texts.push(token)
      }
    }
    flush()
    return texts
  }
}

/** One text, or one � for each byte of a run that is not UTF-8 as a whole. */
function utf8(bytes: readonly number[]): string[] {
  try {
    return [strictUtf8.decode(Uint8Array.from(bytes))]
  } catch {
    return bytes.map(() => '\uFFFD')
  }
}
