import type { ItemRecord } from '../../domain/item'
import { isNotEnough, type NotEnoughData } from '../../domain/not-enough-data'
import { clusterByKeys } from '../../statistics/clusters'
import { type ChoiceFeatures, heldOutChoices } from '../../statistics/held-out-choice'
import { clusterKeys, goldTextOf } from './evidence-items'

/** How often a classifier of the texts was tried on each item, and was right: one entry per item. */
export interface TextGuesses {
  readonly draws: Uint16Array
  readonly right: Uint16Array
}

/** A frozen embedding of a question with one of its candidate answers. Every vector has the same length. */
export type EmbedText = (question: string, candidate: string) => ArrayLike<number>

/**
 * How well every item's answer follows from its text alone (measurement 4.2, answer-prior-guessable a). Candidates are
 * an item's options; Yes and No where that is the question. Free-form items are never drawn.
 * @param key names the benchmark edition. @param embed `hashedWords`, or vectors that are at hand.
 */
export function textGuesses(
  items: readonly ItemRecord[],
  key: string,
  embed: EmbedText,
): TextGuesses | NotEnoughData {
  const asked = items.flatMap((item, at) => {
    const candidates = candidatesOf(item)
    const gold = candidates.indexOf(goldTextOf(item))
    return candidates.length < 2 || gold < 0 ? [] : [{ at, item, candidates, gold }]
  })
  const vectors = asked.flatMap(({ item, candidates }) =>
    candidates.map(candidate => embed(item.question, candidate)),
  )
  const width = vectors[0]?.length ?? 0
  const rows = new Float32Array(vectors.length * width)
  vectors.forEach((vector, row) => {
    rows.set(vector, row * width)
  })
  let end = 0
  const starts = Int32Array.from([0, ...asked.map(({ candidates }) => (end += candidates.length))])
  const features: ChoiceFeatures = {
    width,
    rows,
    starts,
    right: Int32Array.from(asked, ({ gold }) => gold),
    cluster: clusterByKeys(asked.map(({ item }) => clusterKeys(item))),
  }
  const held = heldOutChoices(features, key)
  if (isNotEnough(held)) return held
  const found = { draws: new Uint16Array(items.length), right: new Uint16Array(items.length) }
  asked.forEach(({ at }, question) => {
    found.draws[at] = held.draws[question]
    found.right[at] = held.right[question]
  })
  return found
}

function candidatesOf({ options, answer }: ItemRecord): string[] {
  if (options.length > 0) return options.map(({ text }) => text)
  if (!/^(yes|no)$/i.test(answer)) return []
  return /^yes$/i.test(answer) ? [answer, 'No'] : ['Yes', answer]
}

/** Features of a text that need no model: its words, each beside every word of the question, in `width` sums. */
export function hashedWords(width = 256): EmbedText {
  const wordsOf = (text: string) => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []
  const place = (text: string) => {
    let hash = 0x811c9dc5
    for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
    return { at: (hash >>> 1) % width, sign: hash & 1 ? 1 : -1 }
  }
  return (question, candidate) => {
    const vector = new Float32Array(width)
    const words = wordsOf(candidate)
    // The longest option is the right one more often than it should be.
    vector[0] += Math.log1p(words.length)
    for (const word of words)
      for (const beside of ['', ...wordsOf(question)]) {
        const { at, sign } = place(`${beside} ${word}`)
        vector[at] += sign / Math.sqrt(words.length)
      }
    return vector
  }
}
