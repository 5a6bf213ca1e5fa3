import { normalisedAnswer } from '../items/answer-code'
import { goldTextOf } from '../items/evidence-items'
import { goldPlace, turnWith } from './answer-options'
import { counterItem } from './counter-item'
import {
  drawKey,
  excluded,
  startVariant,
  type Transformation,
  type VariantSource,
  type VariantTurn,
} from './variant'

/**
 * The same question about two pictures, with different answers; right only if both are. An answer that does not depend
 * on the picture scores 0, two independent guesses g².
 */
export const counterImage: Transformation = {
  id: 'counter-image',
  title: 'A second picture with another answer',
  answers: '2',
  build(source, at) {
    const item = source.items[at]
    const counter = counterItem(source, at, 'counter-image', { apart: true })
    if (counter === null) return excluded('no other picture has the same question and another of its answers')
    const other = source.items[counter.at]
    const start = startVariant(source, at, 'counter-image', 'own')
    const shared = {
      parents: [item.id, other.id],
      group: pairName(item.id, other.id),
      parameters: { picture: other.id, nearest: source.pictureVectors ? 1 : 0 },
      key: source.pictureVectors ? null : drawKey(source, 'counter-image', item.id),
      guessFloor: (item.options.length === 0 ? 0.5 : start.guessFloor) ** 2,
      checks: [
        { check: 'the two answers differ', verdict: 'passed' as const },
        counter.sameOptions
          ? { check: 'both items have the same options', verdict: 'passed' as const }
          : {
              check: 'one option alone is right on the second picture: read by a person',
              verdict: 'pending' as const,
            },
      ],
    }
    return [
      { ...start, ...shared },
      {
        ...start,
        ...shared,
        id: `${item.id}~counter-image~other`,
        turns: [askedOf(source, at, counter.at)],
        picture: { item: other.id },
        cluster: String(source.clusters[counter.at]),
      },
    ]
  },
}

/** The first item's question with the answer it has on the second one's picture. */
function askedOf({ items }: VariantSource, at: number, other: number): VariantTurn {
  const item = items[at]
  const answer = goldTextOf(items[other])
  if (goldPlace(item) < 0) return { question: item.question, options: [], answer }
  const texts = item.options.map(({ text }) => text)
  const place = texts.findIndex(text => normalisedAnswer(text) === normalisedAnswer(answer))
  return turnWith(item, texts, place)
}

/** The same for a pair whichever of the two it was found from. */
function pairName(one: string, other: string): string {
  return `${[one, other].toSorted().join('+')}~counter-image`
}
