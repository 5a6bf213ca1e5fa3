import { isNotEnough } from '../../domain/not-enough-data'
import { pairedDifference } from '../../statistics/paired'
import { flatDesign, restrictDesign } from '../../statistics/stratified-mean'
import type { EvidenceItem } from './evidence'
import type { TextGuesses } from './text-guesses'

/** How much the texts give away altogether, over the items that were drawn. */
export interface TextSignal {
  readonly items: number
  /** Mean share of held-out draws that were right, and what guessing makes of it. */
  readonly right: number
  readonly guess: number
  /**
   * Whether the classifier is better than guessing, at 95 % over clusters. One that learned nothing still gives an item the
   * same answer in most draws, and is right about some of them: then nothing is said of single items.
   */
  readonly learned: boolean
}

export function textSignal(
  { draws, right }: TextGuesses,
  items: readonly Pick<EvidenceItem, 'guess' | 'cluster'>[],
): TextSignal {
  const drawn = [...items.keys()].filter(item => draws[item] > 0)
  const share = (item: number) => right[item] / draws[item]
  const mean = (of: (item: number) => number) =>
    drawn.reduce((sum, item) => sum + of(item), 0) / Math.max(1, drawn.length)
  const guess = mean(item => items[item].guess)
  if (drawn.length === 0) return { items: 0, right: 0, guess, learned: false }
  const whole = flatDesign(
    items.length,
    items.map(({ cluster }) => cluster),
  )
  const excess = pairedDifference(
    drawn.map(item => share(item) - items[item].guess),
    restrictDesign(whole, drawn),
  )
  return { items: drawn.length, right: mean(share), guess, learned: !isNotEnough(excess) && excess.low > 0 }
}
