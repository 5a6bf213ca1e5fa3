import { goldTextOf } from '../items/evidence-items'
import { leadingNumber, orderBound, ordering, turnWith } from './answer-options'
import { drawDistractors } from './distractors'
import { drawFor, excluded, startVariant, type Transformation } from './variant'

const wantedOptions = 10

/** Ten options instead of a few: a guess is worth a tenth. Numbers that were in order stay in order. */
export const tenOptions: Transformation = {
  id: 'ten-options',
  title: 'Ten options',
  answers: '1',
  build(source, at) {
    const item = source.items[at]
    const bound = orderBound(item)
    const direction = ordering(item.options.map(({ text }) => text))
    if (bound !== null && direction === null) return excluded(bound)
    if (item.options.length >= wantedOptions) return excluded('has ten options or more')
    const gold = goldTextOf(item)
    if (/^(?:yes|no|true|false)$/i.test(gold.trim())) return excluded('there is nothing beside yes and no')
    const { key, random } = drawFor(source, 'ten-options', at)
    const added = drawDistractors(source, at, wantedOptions - item.options.length, random)
    if (added.length < wantedOptions - item.options.length)
      return excluded(`only ${added.length} more wrong options were found`)
    const texts = [...item.options.map(({ text }) => text), ...added.map(({ text }) => text)]
    const order =
      direction === null
        ? [...random.permutation(texts.length)]
        : [...texts.keys()].toSorted(
            (a, b) =>
              (direction === 'rising' ? 1 : -1) *
              ((leadingNumber(texts[a]) ?? 0) - (leadingNumber(texts[b]) ?? 0)),
          )
    const shown = order.map(from => texts[from])
    return [
      {
        ...startVariant(source, at, 'ten-options'),
        key,
        parameters: { order, added: added.map(({ from }) => from) },
        turns: [turnWith(item, shown, shown.indexOf(gold))],
        guessFloor: 1 / wantedOptions,
        checks: [
          { check: 'no option repeats another or contains the gold answer', verdict: 'passed' },
          { check: 'no added option is right, too: a sample read by a person', verdict: 'pending' },
        ],
      },
    ]
  },
}
