import { goldPlace, orderBound, turnWith } from './answer-options'
import { excluded, startVariant, type Transformation } from './variant'

/**
 * CircularEval (Liu et al. 2023, MMBench): every cyclic rotation of the options; right only if right under all. A blind
 * guess at each makes g^n of it, a guess that sticks to one content up to g.
 */
export const circular: Transformation = {
  id: 'circular',
  title: 'Every rotation of the options',
  answers: 'one per option',
  build(source, at) {
    const item = source.items[at]
    const bound = orderBound(item)
    if (bound) return excluded(bound)
    const size = item.options.length
    const gold = goldPlace(item)
    return item.options.map((_, turn) => {
      // Option i stands at place (i + turn) mod n.
      const texts = item.options.map((_, place) => item.options[(place - turn + size) % size].text)
      return {
        ...startVariant(source, at, 'circular', String(turn)),
        group: `${item.id}~circular`,
        parameters: { turn, constantGuessFloor: 1 / size },
        turns: [turnWith(item, texts, (gold + turn) % size)],
        guessFloor: size ** -size,
        checks: [{ check: 'the options can change places', verdict: 'passed' }],
      }
    })
  },
}
