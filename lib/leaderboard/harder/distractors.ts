import type { Random } from '../../statistics/keyed-random'
import { normalisedAnswer } from '../items/answer-code'
import { goldTextOf } from '../items/evidence-items'
import { leadingNumber } from './answer-options'
import type { VariantSource } from './variant'

/** A wrong option that was added, and where it is from. */
export interface Distractor {
  readonly text: string
  /** `answer:ID` of a checkpoint to a sibling, `option:ID` of a sibling, or `number`. */
  readonly from: string
}

/** Numbers closer than this to the gold one might be right, too. */
const tooClose = 0.05

/**
 * Wrong options for an item, the most telling first: what checkpoints answered wrongly to siblings (items of its
 * category), siblings' own options, and for numbers other values of the same form. None repeats another, or says the
 * same as the gold answer or a part of it.
 */
export function drawDistractors(
  source: VariantSource,
  at: number,
  wanted: number,
  random: Random,
): Distractor[] {
  const item = source.items[at]
  const gold = goldTextOf(item)
  const numeric = leadingNumber(gold) !== null
  const siblings = source.items.filter(
    other => other.id !== item.id && other.category === item.category && other.options.length > 0,
  )
  const answers = siblings.flatMap(({ id }) =>
    (source.wrongAnswers?.get(id) ?? []).map(text => ({ text, from: `answer:${id}` })),
  )
  const options = siblings.flatMap(({ id, options }) =>
    options.map(({ text }) => ({ text, from: `option:${id}` })),
  )
  const values = numeric ? sameFormNumbers(gold).map(text => ({ text, from: 'number' })) : []
  const taken = new Set(item.options.map(({ text }) => normalisedAnswer(text)))
  const picked: Distractor[] = []
  for (const pool of [answers, options, values])
    for (const place of random.permutation(pool.length)) {
      const { text } = pool[place]
      const name = normalisedAnswer(text)
      const typed = numeric === (leadingNumber(text) !== null)
      if (picked.length === wanted || !typed || taken.has(name) || saysTheSame(text, gold)) continue
      taken.add(name)
      picked.push(pool[place])
    }
  return picked
}

/** Whether one of two answers is contained in the other, as words, or they are nearly the same number. */
export function saysTheSame(one: string, other: string): boolean {
  const a = leadingNumber(one)
  const b = leadingNumber(other)
  if (a !== null && b !== null) return Math.abs(a - b) <= tooClose * Math.abs(b)
  const first = stems(one)
  const second = stems(other)
  const within = (inner: Set<string>, outer: Set<string>) => [...inner].every(word => outer.has(word))
  return within(first, second) || within(second, first)
}

/** The words of an answer without articles and plural endings. */
function stems(text: string): Set<string> {
  const words = normalisedAnswer(text).match(/[\p{L}\p{N}]+/gu) ?? []
  return new Set(
    words
      .filter(word => !/^(?:an?|the)$/.test(word))
      .map(word => word.replace(/(?<=[sxz]|[cs]h)es$|(?<![su])s$/, '')),
  )
}

/** Other numbers written as `text` is: as many decimals, what stands around the number kept. */
function sameFormNumbers(text: string): string[] {
  const written = /[-+\u2212]?\d[\d,]*(?:\.\d+)?/.exec(text)?.[0]
  const number = leadingNumber(text)
  if (written === undefined || number === null) return []
  const decimals = written.split('.')[1]?.length ?? 0
  const step = 10 ** -decimals
  const around = [1, 2, 3, 4, 5, 10].flatMap(times => [number + times * step, number - times * step])
  const scaled = [0.5, 0.8, 0.9, 1.1, 1.2, 1.5, 2].map(times => number * times)
  return [...around, ...scaled]
    .filter(value => number < 0 || value >= 0)
    .map(value => text.replace(written, value.toFixed(decimals)))
}
