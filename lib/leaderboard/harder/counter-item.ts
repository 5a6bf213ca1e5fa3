import { normalisedAnswer } from '../items/answer-code'
import { goldTextOf } from '../items/evidence-items'
import type { TransformationId, VariantSource } from './variant'
import { drawFor } from './variant'

/**
 * The item that asks the same question of another picture and has another answer: nearest by the pictures' vectors where
 * there are any, else drawn. Items that are judged together with it already are passed over where `apart`.
 * Returns its place, with whether both have the same options; null where there is none.
 */
export function counterItem(
  source: VariantSource,
  at: number,
  transformation: TransformationId,
  { apart }: { readonly apart: boolean },
): { readonly at: number; readonly sameOptions: boolean } | null {
  const { items, units } = source
  const item = items[at]
  const gold = normalisedAnswer(goldTextOf(item))
  const own = optionNames(source, at)
  const found = (source.byQuestion.get(normalisedAnswer(item.question)) ?? []).filter(other => {
    const candidate = items[other]
    if (candidate.imageHash === item.imageHash || (apart && units[at].items.includes(other))) return false
    const answer = normalisedAnswer(goldTextOf(candidate))
    return answer !== gold && (own.length === 0 ? isYesOrNo(gold) && isYesOrNo(answer) : own.includes(answer))
  })
  if (found.length === 0) return null
  const nearest = source.pictureVectors
    ? found.toSorted((a, b) => cosine(source, at, b) - cosine(source, at, a))[0]
    : found[drawFor(source, transformation, at).random.below(found.length)]
  const other = optionNames(source, nearest)
  return { at: nearest, sameOptions: own.toSorted().join('\n') === other.toSorted().join('\n') }
}

function optionNames({ items }: VariantSource, at: number): string[] {
  return items[at].options.map(({ text }) => normalisedAnswer(text))
}

function isYesOrNo(answer: string): boolean {
  return answer === 'yes' || answer === 'no'
}

function cosine({ pictureVectors }: VariantSource, one: number, other: number): number {
  if (!pictureVectors) return 0
  const { vectors, width } = pictureVectors
  let product = 0
  let squares = 0
  let otherSquares = 0
  for (let at = 0; at < width; at++) {
    const a = vectors[one * width + at]
    const b = vectors[other * width + at]
    product += a * b
    squares += a * a
    otherSquares += b * b
  }
  return squares === 0 || otherSquares === 0 ? 0 : product / Math.sqrt(squares * otherSquares)
}
