import { goldPlace, orderBound, turnWith } from './answer-options'
import { drawFor, excluded, startVariant, type Transformation, type VariantSource } from './variant'

/** A shuffle that moves nothing, or leaves the gold option where it mostly is, is drawn again; at most so often. */
const mostDraws = 1000

/** The options in another order, the gold one away from the place it most often has. */
export const optionShuffle: Transformation = {
  id: 'option-shuffle',
  title: 'Shuffled options',
  answers: '1',
  build(source, at) {
    const item = source.items[at]
    const bound = orderBound(item)
    if (bound) return excluded(bound)
    const gold = goldPlace(item)
    const modal = modalPlace(source, item.options.length)
    const { key, random } = drawFor(source, 'option-shuffle', at)
    for (let draw = 0; draw < mostDraws; draw++) {
      const order = [...random.permutation(item.options.length)]
      const place = order.indexOf(gold)
      if (place === modal || order.every((from, to) => from === to)) continue
      const turn = turnWith(
        item,
        order.map(from => item.options[from].text),
        place,
      )
      const checks = [{ check: 'the options can change places', verdict: 'passed' as const }]
      return [
        { ...startVariant(source, at, 'option-shuffle'), key, parameters: { order }, turns: [turn], checks },
      ]
    }
    return excluded('no other order keeps the gold option from its most frequent place')
  },
}

/** Where the gold option is most often, among the items with as many options. */
function modalPlace({ items }: VariantSource, options: number): number {
  const counts = new Array<number>(options).fill(0)
  for (const item of items) {
    const place = item.options.length === options ? goldPlace(item) : -1
    if (place >= 0) counts[place] += 1
  }
  return counts.indexOf(Math.max(...counts))
}
