import { z } from 'zod'
import { Refusal } from '#lib/domain/refusal'
import { parseConfig } from '#workers/compiler/parse-config'
import { readCheckpointText } from '#workers/safetensors/checkpoint-file'
import { readJson } from './read-json'

const vocabularyShape = z.record(z.string(), z.int().nonnegative().max(1_000_000))
/** Bytes; CLIP's vocabulary has 1 MB, its merges half of one. */
const largestVocabulary = 32 * 1024 * 1024
const [begin, end] = ['<|startoftext|>', '<|endoftext|>']
const words = "'s|'t|'re|'ve|'m|'ll|'d|[\\p{L}]+|[\\p{N}]|[^\\s\\p{L}\\p{N}]+"

/**
 * A tokenizer.json, parsed; where there is none, CLIP's, put together of the vocab.json and merges.txt of older
 * repositories, as transformers does. @throws Refusal `bad-tokenizer`, `bad-config`, `unsafe-file`.
 */
export function readClipDefinition(directory: string, folder: string): unknown {
  const whole = readJson(directory, `${folder}/tokenizer.json`, undefined)
  if (whole !== null) return whole
  const vocabulary = readJson(directory, `${folder}/vocab.json`, largestVocabulary)
  const merges = readCheckpointText(directory, `${folder}/merges.txt`, largestVocabulary)
  if (vocabulary === null || merges === null)
    throw new Refusal(
      'bad-tokenizer',
      `${folder} has no tokenizer.json, and not both of vocab.json and merges.txt`,
    )
  return clipDefinition(folder, parseConfig(`${folder}/vocab.json`, vocabularyShape, vocabulary), merges)
}

function clipDefinition(folder: string, vocab: Readonly<Record<string, number>>, merges: string): unknown {
  const [first, last] = [begin, end].map(token => {
    const id = vocab[token]
    if (id === undefined) throw new Refusal('bad-tokenizer', `${folder}/vocab.json has no ${token}`)
    return { id, content: token, special: true, normalized: false }
  })
  const split = { type: 'Split', pattern: { Regex: `<\\|startoftext\\|>|<\\|endoftext\\|>|${words}` } }
  return {
    added_tokens: [first, last],
    normalizer: {
      type: 'Sequence',
      normalizers: [
        { type: 'NFC' },
        { type: 'Replace', pattern: { Regex: '\\s+' }, content: ' ' },
        { type: 'Lowercase' },
      ],
    },
    pre_tokenizer: {
      type: 'Sequence',
      pretokenizers: [
        { ...split, behavior: 'Removed', invert: true },
        { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: true },
      ],
    },
    post_processor: {
      type: 'RobertaProcessing',
      sep: [end, last?.id],
      cls: [begin, first?.id],
      trim_offsets: false,
      add_prefix_space: false,
    },
    decoder: { type: 'ByteLevel', add_prefix_space: true, trim_offsets: true, use_regex: true },
    model: {
      type: 'BPE',
      unk_token: end,
      continuing_subword_prefix: '',
      end_of_word_suffix: '</w>',
      fuse_unk: false,
      byte_fallback: false,
      vocab,
      merges: mergesOf(merges),
    },
  }
}

/** One pair a line, below a line that names the version. */
function mergesOf(text: string): string[][] {
  return text
    .split('\n')
    .filter(line => line !== '' && !line.startsWith('#version'))
    .map(line => line.trimEnd().split(' '))
}
